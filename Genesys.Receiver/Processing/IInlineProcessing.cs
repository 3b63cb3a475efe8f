using Genesys.Receiver.Answers;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>Processes a delivery while its caller waits (<see cref="ProcessingMode.Inline"/>).</summary>
internal interface IInlineProcessing
{
    /// <summary>
    /// One fetch; the journal's record is finished, forgotten or dead-lettered when the task completes.
    /// </summary>
    /// <returns>
    /// <see cref="OutcomeKind.Accepted"/>, <see cref="OutcomeKind.FailedAfterRetries"/> (the sender keeps the event) or
    /// <see cref="OutcomeKind.FailedPermanently"/> (dead letter and anomaly are recorded).
    /// </returns>
    Task<OutcomeKind> ProcessAsync(LeasedDelivery delivery, CancellationToken cancellationToken);
}
