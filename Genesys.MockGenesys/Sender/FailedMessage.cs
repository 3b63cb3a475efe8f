namespace Genesys.MockGenesys.Sender;

/// <summary>One event of a batch that was given up.</summary>
/// <param name="EventId">The bus's own id, <c>aws:EventId</c>; not the envelope's.</param>
/// <param name="Timestamp">When the bus took it.</param>
/// <param name="TargetRequestId">The request id in the destination's last answer, or null.</param>
public sealed record FailedMessage(string EventId, DateTimeOffset Timestamp, string? TargetRequestId)
{
    /// <summary>Partner events belong to no group.</summary>
    public string? EventGroupId => null;

    public string? DeduplicationId => null;
}
