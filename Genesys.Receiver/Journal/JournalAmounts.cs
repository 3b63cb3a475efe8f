namespace Genesys.Receiver.Journal;

/// <summary>What of the journal has a bound: numbers of records, and the bytes that they take.</summary>
/// <param name="Deliveries">Open deliveries.</param>
/// <param name="DeliveryBytes">Of open deliveries and dead letters.</param>
/// <param name="Anomalies">Anomalies not yet shipped.</param>
/// <param name="AnomalyBytes">Of anomalies not yet shipped or set aside.</param>
/// <param name="HandOvers">Hand-overs that wait, over all destinations.</param>
/// <param name="HandOverBytes">Of what hand-overs keep, dead letters included.</param>
internal readonly record struct JournalAmounts(
    long Deliveries, long DeliveryBytes, long Anomalies, long AnomalyBytes, long HandOvers, long HandOverBytes)
{
    /// <summary>A sentence that names the bounds that are reached; null while there is room for everything.</summary>
    public string? Full(JournalOptions bounds)
    {
        var reached = Reached(bounds).ToList();
        return reached.Count == 0
            ? null
            : $"The journal is full: {string.Join(", ", reached)}. What finds no room is answered 503 until there is "
                + "some: find out what waits, discard what nobody needs, or raise the bound.";
    }

    private IEnumerable<string> Reached(JournalOptions bounds)
    {
        if (Deliveries >= bounds.MaxOpenDeliveries)
        {
            yield return "open deliveries are as many as Journal:MaxOpenDeliveries allows";
        }

        if (DeliveryBytes >= bounds.MaxDeliveryBytes)
        {
            yield return "open deliveries and dead letters take Journal:MaxDeliveryBytes";
        }

        if (Anomalies >= bounds.MaxOpenAnomalies)
        {
            yield return "anomalies that CloudWatch Logs doesn't have are as many as Journal:MaxOpenAnomalies allows";
        }

        if (AnomalyBytes >= bounds.MaxAnomalyBytes)
        {
            yield return "anomalies that CloudWatch Logs doesn't have, or refuses, take Journal:MaxAnomalyBytes";
        }

        if (HandOvers >= bounds.MaxOpenHandOvers)
        {
            yield return "hand-overs that wait are as many as Journal:MaxOpenHandOvers allows";
        }

        if (HandOverBytes >= bounds.MaxHandOverBytes)
        {
            yield return "hand-overs that wait, and those that failed for good, take Journal:MaxHandOverBytes";
        }
    }
}
