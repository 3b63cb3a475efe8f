namespace Aspire.Dashboard.Telemetry;

/// <summary>What one export request held: its records, and the bytes that they are windows on.</summary>
/// <param name="Body">The request, decompressed, in protobuf.</param>
/// <param name="Records">The records that were taken.</param>
/// <param name="Rejected">How many were not.</param>
/// <param name="Reason">Why the first of them was not; empty when none was.</param>
internal sealed record Batch<T>(byte[] Body, T[] Records, int Rejected, string Reason);
