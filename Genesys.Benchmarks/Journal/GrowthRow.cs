namespace Genesys.Benchmarks.Journal;

/// <summary>What was measured behind so many deliveries.</summary>
/// <param name="Store">The journal's store.</param>
/// <param name="Finished">Finished deliveries.</param>
/// <param name="Open">Open ones.</param>
/// <param name="Rate">Recorded a second.</param>
/// <param name="P50">Median of a record's time, ms.</param>
/// <param name="P99">99th percentile of it, ms.</param>
/// <param name="Finishes">Leased and finished a second, by one pump.</param>
/// <param name="Memory">Resident bytes of the process that holds the journal.</param>
/// <param name="BytesEach">Bytes on disk for each delivery.</param>
internal readonly record struct GrowthRow(
    string Store, long Finished, long Open, double Rate, double P50, double P99, double Finishes, long Memory,
    double BytesEach);
