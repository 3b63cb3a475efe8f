using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>Anomalies as the interface shows them; they were masked before they were recorded.</summary>
internal static class AnomalyViews
{
    /// <param name="entry">The anomaly.</param>
    /// <param name="whole">True for the masked payload too.</param>
    public static Api.Anomaly Of(AnomalyEntry entry, bool whole) => new()
    {
        Key = entry.Key,
        State = entry.State switch
        {
            AnomalyState.Waiting => Api.AnomalyState.Waiting,
            AnomalyState.SetAside => Api.AnomalyState.SetAside,
            AnomalyState.Shipped => Api.AnomalyState.Shipped,
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.State, "Every state is shown."),
        },
        Type = AnomalyType.Of(entry.Record.Kind),
        RequestId = entry.Record.RequestId,
        TraceId = Links.TraceOf(entry.Record.TraceParent),
        ReceivedAt = entry.Record.ReceivedAt,
        ErrorDetails = entry.Record.ErrorDetails,
        ErrorCount = entry.Record.ErrorCount,
        Findings =
        [
            .. entry.Record.ErrorPaths.Select((path, index) => new Api.Finding
            {
                Path = path,
                Code = index < entry.Record.ErrorCodes.Count ? entry.Record.ErrorCodes[index] : null,
            }),
        ],
        PayloadSize = entry.Record.PayloadSize,
        MaskedPayload = whole ? entry.Record.MaskedPayload : null,
        StatusCode = entry.Record.StatusCode == 0 ? null : entry.Record.StatusCode,
        EventId = entry.Record.EventId,
        Source = entry.Record.Source,
        Schema = entry.Record.Schema,
        EndedAt = entry.ShippedAt ?? entry.SetAsideAt,
        Reason = entry.Reason,
    };

    public static Api.AnomalyGroup Of(AnomalyGroup group) => new()
    {
        Id = group.Id,
        Type = AnomalyType.Of(group.Kind),
        Path = group.Path.Length == 0 ? null : group.Path,
        Code = group.Code.Length == 0 ? null : group.Code,
        Count = group.Count,
        First = group.First,
        Last = group.Last,
        ByTime = [.. group.ByTime.Select(count => new Api.TimeCount(count.At, count.Count))],
    };
}
