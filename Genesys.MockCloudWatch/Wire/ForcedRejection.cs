namespace Genesys.MockCloudWatch.Wire;

/// <summary>The events of a PutLogEvents that are rejected although nothing is wrong with their times.</summary>
/// <param name="TooOldEnd">Exclusive end of those that are too old.</param>
/// <param name="ExpiredEnd">Exclusive end of those that have expired.</param>
/// <param name="TooNewStart">The first that is too new; null: none is.</param>
internal sealed record ForcedRejection(int TooOldEnd, int ExpiredEnd, int? TooNewStart);
