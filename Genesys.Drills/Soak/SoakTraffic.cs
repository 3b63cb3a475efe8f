using System.Net.Http.Json;
using System.Text.Json;

namespace Genesys.Drills.Soak;

/// <summary>Requests to Genesys Cloud's API and 429s among them, second by second, as the mock counted them.</summary>
internal sealed class SoakTraffic
{
    private readonly List<(DateTimeOffset At, int Requests, int Throttled)> _seconds;

    private SoakTraffic(List<(DateTimeOffset, int, int)> seconds) => _seconds = seconds;

    public static async Task<SoakTraffic> ReadAsync(HttpClient mock, DateTimeOffset from, DateTimeOffset to)
    {
        var answer = await mock.GetFromJsonAsync<JsonElement>(
            $"/mock/traffic?seconds={(int)(TimeProvider.System.GetUtcNow() - from).TotalSeconds}");
        return new SoakTraffic([.. answer.GetProperty("seconds").EnumerateArray()
            .Select(second => (
                DateTimeOffset.FromUnixTimeSeconds(second.GetProperty("second").GetInt64()),
                second.GetProperty("requests").GetInt32(),
                second.GetProperty("throttled").GetInt32()))
            .Where(second => second.Item1 >= from && second.Item1 <= to)]);
    }

    public int Requests(IReadOnlyList<SoakFaults.Window> except) => Outside(except).Sum(second => second.Requests);

    public int Throttled(IReadOnlyList<SoakFaults.Window> except) => Outside(except).Sum(second => second.Throttled);

    public int Seconds(IReadOnlyList<SoakFaults.Window> except) => Outside(except).Count();

    /// <summary>Most requests in any span of so many seconds that begins in a time.</summary>
    public int Peak(int span, DateTimeOffset from, DateTimeOffset to)
    {
        var most = 0;
        for (var first = 0; first < _seconds.Count; first++)
        {
            if (_seconds[first].At >= from && _seconds[first].At <= to)
            {
                most = Math.Max(most, _seconds.Skip(first).Take(span).Sum(second => second.Requests));
            }
        }

        return most;
    }

    /// <summary>Requests in each span of so many seconds, oldest first.</summary>
    public IEnumerable<int> Spans(int seconds) =>
        _seconds.Chunk(seconds).Select(span => span.Sum(second => second.Requests));

    private IEnumerable<(DateTimeOffset At, int Requests, int Throttled)> Outside(
        IReadOnlyList<SoakFaults.Window> except) =>
        _seconds.Where(second => !except.Any(window => second.At.AddSeconds(1) > window.From && second.At < window.To));
}
