using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>
/// What the journal knew of the destinations when it was last asked: for gauges and health, which mustn't ask it each
/// time, and for the pauses that an operator made at another receiver.
/// </summary>
internal sealed class DestinationStates(IHandOverJournal journal) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile IReadOnlyList<DestinationState> _all = [];

    public IReadOnlyList<DestinationState> All => _all;

    public DestinationState? Of(string name) => _all.FirstOrDefault(state => state.Name == name);

    /// <exception cref="JournalUnavailableException">The store can't be reached; what was known stays.</exception>
    public async Task RefreshAsync(DestinationSet destinations, CancellationToken cancellationToken)
    {
        // One at a time: an answer from before an operator's pause would undo it when it comes last.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _all = await journal.DestinationStatesAsync(cancellationToken);
            foreach (var pump in destinations.Pumps)
            {
                pump.Know(Of(pump.Context.Name));
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
