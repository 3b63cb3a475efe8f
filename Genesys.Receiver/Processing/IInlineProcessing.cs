using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>Processes a delivery while its caller waits (<see cref="ProcessingMode.Inline"/>).</summary>
public interface IInlineProcessing
{
    /// <summary>One round of attempts; the journal's record is finished, forgotten or dead-lettered when the task completes.</summary>
    Task<InlineOutcome> ProcessAsync(LeasedDelivery delivery, CancellationToken cancellationToken);
}
