namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>What the index has to know of the open journal.</summary>
/// <param name="Generation">Another one each time that the file was opened.</param>
/// <param name="HighestDelivery">The highest key of a delivery when the file was opened.</param>
/// <param name="HighestAnomaly">The highest key of an anomaly then.</param>
/// <param name="Recorded">The highest keys that a delivery and an anomaly have now, together.</param>
/// <param name="DeliveriesFrom">Below this key few finished deliveries are kept.</param>
/// <param name="AnomaliesFrom">Below this key few anomalies are kept.</param>
/// <param name="KeptSince">What came before isn't kept for the time that it came, in milliseconds since 1970.</param>
internal sealed record IndexSources(
    int Generation,
    long HighestDelivery,
    long HighestAnomaly,
    Func<long> Recorded,
    Func<long> DeliveriesFrom,
    Func<long> AnomaliesFrom,
    Func<long> KeptSince);
