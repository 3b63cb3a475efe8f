using Genesys.Receiver.Journal;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>Failure groups as the interface shows them.</summary>
internal static class FailureViews
{
    public static Api.FailureGroup Of(FailureGroup group) => new()
    {
        Id = group.Id,
        Reason = group.Reason,
        Status = group.Status == 0 ? null : group.Status,
        Topic = DeliveryViews.Topic(group.Topic),
        Destination = group.Destination,
        Count = group.Count,
        First = group.First,
        Last = group.Last,
        Trend = [.. group.Trend.Select(count => (long)count)],
        Sample = group.Sample,
    };

    public static Api.FailureDetails Of(FailureGroup group, Api.DeliveryDetails? failed, Api.DeliveryDetails? finished)
    {
        var view = Of(group);
        return new Api.FailureDetails
        {
            Id = view.Id,
            Reason = view.Reason,
            Status = view.Status,
            Topic = view.Topic,
            Destination = view.Destination,
            Count = view.Count,
            First = view.First,
            Last = view.Last,
            Trend = view.Trend,
            Sample = view.Sample,
            Failed = failed,
            Finished = finished,
        };
    }
}
