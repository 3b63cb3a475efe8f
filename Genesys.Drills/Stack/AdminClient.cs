using Genesys.Receiver.Client;

namespace Genesys.Drills.Stack;

/// <summary>Reads a receiver's journal over its admin API.</summary>
internal sealed class AdminClient(Part receiver)
{
    /// <summary>The key to give the receiver in <c>Admin:Operators</c>.</summary>
    public const string Key = "drills-admin-key";

    private readonly ReceiverClient _receiver = new(receiver.Client, ReceiverCredential.ApiKey(Key));

    /// <summary>Open deliveries, and anomalies that CloudWatch doesn't have yet.</summary>
    public async Task<(long Deliveries, long Anomalies)> CountOpenAsync(CancellationToken cancellationToken)
    {
        var counts = await _receiver.GetCountsAsync(cancellationToken);
        return (counts.OpenDeliveries, counts.OpenAnomalies);
    }

    /// <summary>Event ids of the deliveries of one state, with the request ids that they were answered with.</summary>
    public async Task<Dictionary<string, string>> DeliveriesAsync(
        DeliveryState state, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var delivery in _receiver.ReadDeliveriesAsync(
            new DeliveryFilter { State = state }, cancellationToken))
        {
            found[delivery.EventId!] = delivery.RequestId;
        }

        return found;
    }

    /// <summary>Request ids of the anomalies of one state.</summary>
    public async Task<HashSet<string>> AnomaliesAsync(AnomalyState state, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var anomaly in _receiver.ReadAnomaliesAsync(
            new AnomalyFilter { State = state }, cancellationToken))
        {
            found.Add(anomaly.RequestId);
        }

        return found;
    }
}
