using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>What is to become of anomalies that were set aside.</summary>
public sealed class AnomalyForm
{
    private const string Discard = "discard";

    /// <summary>Which.</summary>
    public IReadOnlyList<long>? Keys { get; set; }

    /// <summary>Why.</summary>
    public string? Reason { get; set; }

    /// <summary><c>replay</c> or <c>discard</c>.</summary>
    public string? Act { get; set; }

    /// <summary>Does it, and says what was done.</summary>
    internal static async Task<string> ActAsync(
        ReceiverClient receiver, AnomalyForm? form, IReadOnlyList<long> keys, CancellationToken cancellationToken)
    {
        var reason = form?.Reason?.Trim() ?? "";
        if (form?.Act == Discard)
        {
            var removed = await receiver.DiscardAnomaliesAsync(keys, reason, cancellationToken);
            return $"{Words.Count(removed.Done, "anomaly was", "anomalies were")} removed.{Rest(removed)}";
        }

        var sent = await receiver.ReplayAnomaliesAsync(keys, reason, cancellationToken);
        return $"{Words.Count(sent.Done, "anomaly is", "anomalies are")} on the way to CloudWatch again.{Rest(sent)}";
    }

    private static string Rest(CommandResult result) => (result.Asked - result.Done) switch
    {
        <= 0 => "",
        var rest => $" {Words.Count(rest, "was", "were")} no longer set aside: somebody acted on it before.",
    };
}
