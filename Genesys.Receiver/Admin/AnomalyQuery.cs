using System.ComponentModel;
using Genesys.Receiver.Journal;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>What anomalies to list.</summary>
internal sealed record AnomalyQuery
{
    private static readonly Dictionary<string, AnomalyKind> Kinds =
        Enum.GetValues<AnomalyKind>().ToDictionary(AnomalyType.Of, StringComparer.OrdinalIgnoreCase);

    [Description("The type as CloudWatch has it, such as SCHEMA_VALIDATION_FAILURE.")]
    public string? Type { get; init; }

    [Description("The id of an anomaly group.")]
    public string? Group { get; init; }

    [Description("The envelope's id, as the anomaly has it.")]
    public string? EventId { get; init; }

    [Description("The request id that the sender was answered with.")]
    public string? RequestId { get; init; }

    [Description("The trace that recorded it: 32 hexadecimal digits.")]
    public string? TraceId { get; init; }

    [Description("Received at this moment or later (RFC 3339).")]
    public DateTimeOffset? From { get; init; }

    [Description("Received before this moment (RFC 3339).")]
    public DateTimeOffset? To { get; init; }

    [Description("waiting, setAside, shipped or any (default).")]
    public Choice<Api.AnomalyState>? State { get; init; }

    [Description("Most entries of a page, 1 to 500; 50 by default.")]
    public int? Limit { get; init; }

    [Description("The page's start: next of the page before.")]
    public string? Cursor { get; init; }

    public string? FindProblem() =>
        Paging.LimitProblem(Limit)
        ?? Paging.CursorProblem(Cursor)
        ?? (Type is null || Kinds.ContainsKey(Type) ? null : $"type must be one of {string.Join(", ", Kinds.Keys)}.")
        ?? Paging.TextProblem("group", Group)
        ?? Paging.TextProblem("eventId", EventId)
        ?? Paging.TextProblem("requestId", RequestId)
        ?? Paging.TraceProblem(TraceId)
        ?? Paging.TimeProblem(From, To);

    public AnomalyFilter ToFilter() => new()
    {
        Kind = Type is null ? null : Kinds[Type],
        Group = Group,
        EventId = EventId,
        RequestId = RequestId,
        TraceId = TraceId?.ToLowerInvariant(),
        From = From,
        To = To,
        State = State?.Value switch
        {
            null or Api.AnomalyState.Any => null,
            Api.AnomalyState.Waiting => AnomalyState.Waiting,
            Api.AnomalyState.SetAside => AnomalyState.SetAside,
            Api.AnomalyState.Shipped => AnomalyState.Shipped,
            var other => throw new InvalidOperationException($"The state {other} has none in the journal."),
        },
    };
}
