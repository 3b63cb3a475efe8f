using System.Text;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>Deliveries as the interface shows them.</summary>
internal sealed class DeliveryViews(DeliveryValidator validator)
{
    /// <summary>A delivery in a list, masked.</summary>
    public static Api.DeliverySummary Summary(DeliveryEntry entry) => new()
    {
        Key = entry.Key,
        State = State(entry.State),
        RequestId = entry.Record.RequestId,
        TraceId = Links.TraceOf(entry.Record.TraceParent),
        ReceivedAt = entry.Record.ReceivedAt,
        Schema = entry.Record.Delivery.Schema,
        EventId = SafeIdentifier.OfEventId(entry.Record.Delivery.EventId),
        Topic = Topic(entry.Record.Delivery.EventType),
        Source = SafeIdentifier.OfSource(entry.Record.Delivery.Source),
        Account = Account(entry.Record.Delivery.Account),
        ConversationId = SafeIdentifier.OfEventId(entry.Record.Delivery.ConversationId?.Value),
        EventTime = entry.Record.Delivery.Time,
        DueAt = entry.DueAt,
        EndedAt = entry.EndedAt,
        DiscardReason = entry.DiscardReason,
        AttemptCount = entry.Attempts.Count,
        LastAttempt = entry.Attempts.Count > 0 ? Attempt(entry.Attempts[^1]) : null,
        FailedDestinations =
        [
            .. entry.HandOvers.Where(handOver => handOver.State == HandOverState.DeadLetter)
            .Select(handOver => handOver.Destination)
                .Distinct(StringComparer.Ordinal),
        ],
        Republished = entry.Republished is { } first
            ? new Api.FirstDelivery { Key = first.Key, ReceivedAt = first.ReceivedAt } : null,
        Duplicates = entry.Duplicates is { } again ? Duplicates(again) : null,
        PayloadSize = entry.Record.Delivery.Payload.Length,
    };

    /// <summary>All of a delivery.</summary>
    /// <param name="entry">The delivery.</param>
    /// <param name="inClear">True when it may be shown as it was sent.</param>
    public Api.DeliveryDetails Details(DeliveryEntry entry, bool inClear)
    {
        var summary = Summary(entry);
        var delivery = entry.Record.Delivery;
        var attempts = entry.Attempts.Concat(entry.HandOvers.SelectMany(handOver => handOver.Attempts.Select(attempt =>
            attempt with { Kind = AttemptKind.HandOver, Destination = handOver.Destination })));
        return new Api.DeliveryDetails
        {
            Key = summary.Key,
            State = summary.State,
            RequestId = summary.RequestId,
            TraceId = summary.TraceId,
            ReceivedAt = summary.ReceivedAt,
            Schema = summary.Schema,
            EventId = inClear ? delivery.EventId : summary.EventId,
            Topic = inClear ? delivery.EventType : summary.Topic,
            Source = inClear ? delivery.Source : summary.Source,
            Account = inClear ? delivery.Account : summary.Account,
            ConversationId = inClear ? delivery.ConversationId?.Value : summary.ConversationId,
            EventTime = summary.EventTime,
            DueAt = summary.DueAt,
            EndedAt = summary.EndedAt,
            DiscardReason = summary.DiscardReason,
            AttemptCount = summary.AttemptCount,
            LastAttempt = summary.LastAttempt,
            FailedDestinations = summary.FailedDestinations,
            Republished = summary.Republished,
            PayloadSize = summary.PayloadSize,
            Duplicates = summary.Duplicates,
            Attempts = [.. attempts.OrderBy(attempt => attempt.StartedAt).Select(Attempt)],
            HandOvers = [.. entry.HandOvers.Select(HandOver)],
            Drift = DriftOf(delivery.Payload),
            Payload = delivery.Payload.Length == 0 ? null
                : inClear ? Encoding.UTF8.GetString(delivery.Payload.Span) : EventMask.Mask(delivery.Payload.Span),
            InClear = inClear,
        };
    }

    /// <summary>
    /// A topic as it may be shown. It holds braces where its template has a variable:
    /// v2.detail.events.conversation.{id}.customer.end.
    /// </summary>
    public static string Topic(string topic)
    {
        var bare = topic.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        return SafeIdentifier.OfEventId(bare) == bare ? topic : SafeIdentifier.OfEventId(topic)!;
    }

    private static Api.DeliveryState State(DeliveryState state) => state switch
    {
        DeliveryState.Open => Api.DeliveryState.Open,
        DeliveryState.Finished => Api.DeliveryState.Finished,
        DeliveryState.DeadLetter => Api.DeliveryState.DeadLetter,
        DeliveryState.Discarded => Api.DeliveryState.Discarded,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Every state is shown."),
    };

    private static Api.Attempt Attempt(AttemptEntry attempt) => new()
    {
        Kind = attempt.Kind == AttemptKind.HandOver ? Api.AttemptKind.HandOver : Api.AttemptKind.Fetch,
        Destination = attempt.Destination,
        StartedAt = attempt.StartedAt,
        EndedAt = attempt.EndedAt,
        TookSeconds = Math.Max(0, WallClock.Between(attempt.StartedAt, attempt.EndedAt).TotalSeconds),
        WaitedSeconds = attempt.Waited?.TotalSeconds,
        WaitedFor = attempt.WaitedFor,
        StatusCode = Status(attempt.StatusCode),
        Reason = attempt.Reason,
        TraceId = attempt.TraceId,
        RequestCount = attempt.HttpAttempts,
        Requests =
        [
            .. (attempt.Requests ?? []).Select(request => new Api.AttemptRequest
            {
                StartedAt = request.StartedAt,
                TookSeconds = request.Took.TotalSeconds,
                StatusCode = Status(request.StatusCode),
                Reason = request.Reason,
                WaitedSeconds = request.Waited > TimeSpan.Zero ? request.Waited.TotalSeconds : null,
                WaitedFor = request.WaitedFor,
            }),
        ],
    };

    private static Api.Duplicates Duplicates(DuplicateCount again) => new()
    {
        Count = again.Count,
        First = DateTimeOffset.FromUnixTimeMilliseconds(again.First),
        Last = DateTimeOffset.FromUnixTimeMilliseconds(again.Last),
    };

    private static Api.HandOver HandOver(HandOverEntry entry) => new()
    {
        Destination = entry.Destination,
        State = entry.State switch
        {
            HandOverState.Waiting => Api.HandOverState.Waiting,
            HandOverState.Delivered => Api.HandOverState.Delivered,
            HandOverState.DeadLetter => Api.HandOverState.DeadLetter,
            HandOverState.Discarded => Api.HandOverState.Discarded,
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.State, "Every state is shown."),
        },
        DueAt = entry.DueAt,
        EndedAt = entry.EndedAt,
        Reason = entry.Reason,
        Attempts = [.. entry.Attempts.Select(Attempt)],
    };

    private IReadOnlyList<Api.Drift> DriftOf(ReadOnlyMemory<byte> payload) =>
        payload.Length > 0 && validator.Judge(payload) is BodyVerdict.One { Verdict: Verdict.Accepted accepted }
            ? [.. accepted.Delivery.Drift.Select(PayloadReports.Drift)] : [];

    // AWS: 12 digits (https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html).
    private static string? Account(string account) =>
        account.Length == 12 && account.All(char.IsAsciiDigit) ? account : SafeIdentifier.OfEventId(account);

    private static int? Status(int status) => status == 0 ? null : status;
}
