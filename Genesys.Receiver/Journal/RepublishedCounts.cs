using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal;

/// <summary>Counts deliveries that were found to be of an event that Genesys had published before.</summary>
internal sealed class RepublishedCounts(ActivityCounts activity, ReceiverMetrics metrics)
{
    public void Add(int count)
    {
        activity.Add(Counted.Republished, count);
        metrics.DeliveriesRepublished(count);
    }
}
