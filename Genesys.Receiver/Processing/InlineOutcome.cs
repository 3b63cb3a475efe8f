namespace Genesys.Receiver.Processing;

/// <summary>How processing inside the request ended.</summary>
public enum InlineOutcome
{
    /// <summary>The delivery is finished.</summary>
    Completed,

    /// <summary>Every attempt failed, or the deadline came; the record is forgotten and the sender keeps the event.</summary>
    FailedAfterRetries,

    /// <summary>It can never succeed; dead letter and anomaly are recorded.</summary>
    FailedPermanently,
}
