using System.Globalization;
using Genesys.MockGenesys.Consumer;
using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Events;
using Genesys.MockGenesys.PlatformApi;
using Genesys.MockGenesys.Sender;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Proof;

/// <summary>Compares what the receiver answered for with what it recorded, fetched and shipped.</summary>
internal sealed class Prover(
    Ledger ledger, ApiTraffic traffic, JournalReader journal, CloudWatchReader cloudWatch, EventConsumers consumers,
    TimeProvider clock, MonotonicClock monotonic, IOptions<ProofOptions> options)
{
    private const string AnswersCheck = "Every event has the answer that it should have";
    private const string JournalCheck = "Events that were taken are in the receiver's journal";
    private const string FetchesCheck = "Conversations of events that were taken are fetched";
    private const string HandOversCheck = "Events that were taken reached every consumer, unchanged and under one id";
    private const string AnomaliesCheck = "Anomalies that were answered are in CloudWatch";

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Compares once. The ledger is read first: what it says is done must be seen in what is read after it.
    /// </summary>
    /// <param name="last">The number of the last event that counts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ProofReport> CompareAsync(long last, CancellationToken cancellationToken)
    {
        var entries = ledger.All().Where(entry => entry.Line.Number <= last).ToList();
        var now = clock.GetUtcNow();
        var elapsed = monotonic.Now;
        // The least, not the first: the wall clock may have been set back.
        var since = entries.Select(entry => entry.Line.PublishedAt).DefaultIfEmpty(now).Min() - ClockSkew;
        var recorded = await journal.ReadAsync(since, cancellationToken);
        var shipped = await cloudWatch.ReadAsync(since, cancellationToken);
        return new ProofReport(now,
        [
            CompareAnswers(entries),
            recorded.Unread is { } noJournal
                ? ProofCheck.Unmade(JournalCheck, noJournal)
                : CompareJournal(entries, recorded),
            CompareFetches(entries, recorded, shipped, elapsed),
            CompareHandOvers(entries, recorded, elapsed),
            shipped.Unread is { } noCloudWatch
                ? ProofCheck.Unmade(AnomaliesCheck, noCloudWatch)
                : CompareAnomalies(entries, shipped, elapsed),
        ]);
    }

    private static ProofCheck CompareAnswers(IReadOnlyList<LedgerDetail> entries) => ProofCheck.Of(
        AnswersCheck,
        entries.Select(entry => entry.Line).Select(line => (
            line.State == EventState.Waiting ? Finding.Pending : line.IsAsExpected ? Finding.Found : Finding.Missing,
            $"event {line.Number} ({line.Malformation ?? "valid"}): {line.State}, {AnswerOf(line)}")));

    // An answer is sent only after its record is on disk: what isn't there never will be, once a search would find it.
    private static ProofCheck CompareJournal(IReadOnlyList<LedgerDetail> entries, JournalReading recorded) =>
        ProofCheck.Of(
        JournalCheck,
        from line in TakenEvents(entries)
        select (
            recorded.States.ContainsKey(line.EventId) ? Finding.Found
                : line.DeliveredAt >= recorded.UpTo ? Finding.Pending : Finding.Missing,
            $"event {line.Number}: {AnswerOf(line)}, id {line.EventId}"));

    // One fetch serves all events of its conversation that were recorded before it began. One that failed for good has
    // its anomaly instead. A receiver fetches nothing for the events of a stream.
    private ProofCheck CompareFetches(
        IReadOnlyList<LedgerDetail> entries, JournalReading recorded, ShippedAnomalies shipped,
        TimeSpan now) => ProofCheck.Of(
        FetchesCheck,
        from line in TakenEvents(entries)
        where line.ConversationId is not null && !StreamTopics.Contains(line.EventType)
            && !recorded.Duplicates.Contains(line.EventId)
        let isFetched = traffic.LastFetch(line.ConversationId!)?.Since >= line.BroughtSince
            || shipped.HasFailed(line.EventId)
        let finding = recorded.IsOpen(line.EventId) && !isFetched
            ? Finding.Pending
            : Judge(isFetched, line.DeliveredSince!.Value, now)
        select (
            finding,
            $"event {line.Number}: conversation {line.ConversationId} was not fetched since, and no "
            + "DOWNSTREAM_FAILURE says why"));

    private ProofCheck CompareAnomalies(IReadOnlyList<LedgerDetail> entries, ShippedAnomalies shipped, TimeSpan now) =>
        ProofCheck.Of(
        AnomaliesCheck,
        from entry in entries
        from result in entry.Results
        where result.Status is 400 or 413 or 415 || result.IsRefusedInBatch
        select (
            result.RequestId is { } id ? Judge(shipped.Take(id), result.Since, now) : Finding.Missing,
            $"event {entry.Line.Number} ({entry.Line.Malformation ?? "valid"}): {result.Status}, "
            + $"request {result.RequestId ?? "without id"}"));

    // At least once: one that came twice is there, if it was the same both times.
    private ProofCheck CompareHandOvers(
        IReadOnlyList<LedgerDetail> entries, JournalReading recorded, TimeSpan now) =>
        options.Value.Consumers.Count == 0
            ? ProofCheck.Unmade(HandOversCheck, "Set Proof:Consumers to the consumers that the receiver hands on to.")
            : ProofCheck.Of(
                HandOversCheck,
                from name in options.Value.Consumers
                from line in TakenEvents(entries)
                where !recorded.Duplicates.Contains(line.EventId)
                let came = consumers.Find(name)?.Find(line.BodyHash ?? "")
                let isWhole = came is { Changed: false }
                    && (came.HasConversation || came.ConversationError is not null || line.ConversationId is null
                        || StreamTopics.Contains(line.EventType))
                select (
                    came is null && recorded.IsOpen(line.EventId) ? Finding.Pending
                        : came is null ? Judge(false, line.DeliveredSince!.Value, now)
                        : isWhole ? Finding.Found : Finding.Missing,
                    $"event {line.Number}: consumer {name} {(came is null ? "doesn't have its bytes" : "has it in part, or twice")}, "
                    + $"id {line.EventId}"));

    private static IEnumerable<LedgerLine> TakenEvents(IReadOnlyList<LedgerDetail> entries) =>
        entries
            .Select(entry => entry.Line)
            .Where(line => line is { IsTaken: true, Malformation: null, ByHand: false, DeliveredAt: not null });

    private static string AnswerOf(LedgerLine line) =>
        line.Last?.Status?.ToString(CultureInfo.InvariantCulture) ?? line.Last?.Failure ?? "no answer";

    private Finding Judge(bool isDone, TimeSpan since, TimeSpan now) =>
        isDone ? Finding.Found : now - since < options.Value.Patience ? Finding.Pending : Finding.Missing;
}
