using Amazon.Runtime;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.PlatformApi;
using Genesys.MockGenesys.Sender;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Proof;

/// <summary>Compares what the receiver answered for with what it fetched and shipped.</summary>
internal sealed class Prover(Ledger ledger, ApiTraffic traffic, CloudWatchReader cloudWatch, TimeProvider clock, IOptions<ProofOptions> options)
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Compares once.</summary>
    public async Task<ProofReport> CompareAsync(CancellationToken cancellationToken)
    {
        var entries = ledger.All();
        var now = clock.GetUtcNow();
        var shipped = (ShippedAnomalies?)null;
        var unread = cloudWatch.Unavailable;
        if (unread is null)
        {
            try
            {
                var since = entries.Count > 0 ? entries[0].Line.PublishedAt : now;
                shipped = await cloudWatch.ReadAsync(since - ClockSkew, cancellationToken);
            }
            catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException)
            {
                unread = "not made: CloudWatch Logs can't be read";
            }
        }

        return new ProofReport(now,
        [
            CompareAnswers(entries),
            CompareFetches(entries, shipped, now),
            shipped is null
                ? ProofCheck.Unmade("Anomalies that were answered are in CloudWatch", unread ?? "")
                : CompareAnomalies(entries, shipped, now),
        ]);
    }

    private static ProofCheck CompareAnswers(IReadOnlyList<LedgerDetail> entries) => ProofCheck.Of(
        "Every event has the answer that it should have",
        entries.Select(entry => entry.Line).Select(line => (
            line.State == EventState.Waiting ? Finding.Pending : line.IsAsExpected ? Finding.Found : Finding.Missing,
            $"event {line.Number} ({line.Malformation ?? "valid"}): {line.State}, {line.Last?.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? line.Last?.Failure}")));

    // One fetch serves all events of its conversation that were recorded before it began.
    private ProofCheck CompareFetches(IReadOnlyList<LedgerDetail> entries, ShippedAnomalies? shipped, DateTimeOffset now) => ProofCheck.Of(
        "Conversations of events that were taken are fetched",
        from entry in entries
        let line = entry.Line
        where line is { IsTaken: true, Malformation: null, ConversationId: not null, DeliveredAt: not null } && !line.ByHand
        let exists = Conversations.Exists(line.ConversationId!)
        where exists || shipped is not null
        let isDone = exists ? traffic.LastFetch(line.ConversationId!) >= line.DeliveredAt : shipped!.HasFailed(line.EventId)
        select (Judge(isDone, line.DeliveredAt!.Value, now), exists
            ? $"event {line.Number}: conversation {line.ConversationId} was not fetched since"
            : $"event {line.Number}: conversation {line.ConversationId} doesn't exist, and no DOWNSTREAM_FAILURE says so"));

    private ProofCheck CompareAnomalies(IReadOnlyList<LedgerDetail> entries, ShippedAnomalies shipped, DateTimeOffset now) => ProofCheck.Of(
        "Anomalies that were answered are in CloudWatch",
        from entry in entries
        from result in entry.Results
        where result.Status is 400 or 413 or 415 || result.IsRefusedInBatch
        select (
            result.RequestId is { } id ? Judge(shipped.Take(id), result.At, now) : Finding.Missing,
            $"event {entry.Line.Number} ({entry.Line.Malformation ?? "valid"}): {result.Status}, request {result.RequestId ?? "without id"}"));

    private Finding Judge(bool isDone, DateTimeOffset since, DateTimeOffset now) =>
        isDone ? Finding.Found : now - since < options.Value.Patience ? Finding.Pending : Finding.Missing;
}
