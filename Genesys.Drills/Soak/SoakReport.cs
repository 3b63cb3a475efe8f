using System.Globalization;

namespace Genesys.Drills.Soak;

/// <summary>What came of a soak, beside what was to come of it.</summary>
internal sealed class SoakReport(
    SoakSettings settings,
    IReadOnlyList<SoakFaults.Window> faults,
    SoakTraffic traffic,
    OtherClient otherClient,
    SoakLoad load,
    DateTimeOffset start,
    DateTimeOffset end)
{
    private const double MostThrottled = 0.01;
    private const double MostPeak = 1.2;

    private bool _good = true;

    private double PerSecond => settings.Limit / 60.0;

    /// <summary>Writes it; false when something isn't as it should be.</summary>
    public bool Write(Dictionary<string, int> atTheEnd, Dictionary<string, int> processed)
    {
        var accepted = load.Accepted;
        Line("events accepted", $"{accepted.Count} of {load.Conversations} conversations");
        Line("processed when the load ended", $"{atTheEnd.Count} ({Percent(atTheEnd.Count, accepted.Count)})");
        Check(
            "processed once in the end",
            $"{accepted.Count(id => processed.GetValueOrDefault(id) == 1)}, more than once {processed.Values.Count(count => count > 1)}, "
            + $"never {accepted.Count(id => !processed.ContainsKey(id))}",
            accepted.All(id => processed.GetValueOrDefault(id) == 1));
        var requests = traffic.Requests([]);
        Line("requests to the API", $"{requests}, {accepted.Count / (double)Math.Max(1, requests):0.0} events each");
        Line("use of the limit outside faults", Percent(traffic.Requests(faults), traffic.Seconds(faults) * PerSecond));
        Check(
            "429 outside faults",
            $"{traffic.Throttled(faults)} ({Percent(traffic.Throttled(faults), traffic.Requests(faults))})",
            traffic.Throttled(faults) <= traffic.Requests(faults) * MostThrottled);
        Line("429 in all", $"{traffic.Throttled([])} ({Percent(traffic.Throttled([]), requests)})");
        if (settings.OtherClient > 0)
        {
            Line(
                "the other client's 429",
                $"{otherClient.Throttled} of {otherClient.Requests} ({Percent(otherClient.Throttled, otherClient.Requests)})");
        }

        Peak("whole run", start, end);
        foreach (var fault in faults)
        {
            Peak($"minute after {fault.Name}", fault.To, fault.To.AddMinutes(1));
        }

        Line("requests in each ten seconds", string.Join(' ', traffic.Spans(10)));
        return _good;
    }

    private void Peak(string when, DateTimeOffset from, DateTimeOffset to)
    {
        var ten = traffic.Peak(10, from, to) / (10 * PerSecond);
        var minute = traffic.Peak(60, from, to) / (60 * PerSecond);
        Check(
            $"peak, {when}",
            string.Create(CultureInfo.InvariantCulture, $"{ten:0.00} times the limit in 10 s, {minute:0.00} in 60 s"),
            ten < MostPeak && minute < MostPeak);
    }

    private void Check(string what, string found, bool isGood)
    {
        _good &= isGood;
        Line(what, isGood ? found : found + "  <-- not as it should be");
    }

    private static void Line(string what, FormattableString found) =>
        Line(what, found.ToString(CultureInfo.InvariantCulture));

    private static void Line(string what, string found) => Console.WriteLine($"{what,-36} {found}");

    private static string Percent(double part, double whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * part / Math.Max(1, whole):0.00} %");
}
