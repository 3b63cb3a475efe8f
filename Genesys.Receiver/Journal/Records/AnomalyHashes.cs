namespace Genesys.Receiver.Journal.Records;

/// <summary>What an anomaly is found by.</summary>
internal static class AnomalyHashes
{
    public static IEnumerable<long> Of(AnomalyRecord record)
    {
        yield return SearchHash.Of(SearchId.Request, record.RequestId);
        if (record.EventId is { } eventId)
        {
            yield return SearchHash.Of(SearchId.Event, eventId);
        }

        if (TraceId.Of(record.TraceParent) is { } trace)
        {
            yield return SearchHash.Of(SearchId.Trace, trace);
        }
    }
}
