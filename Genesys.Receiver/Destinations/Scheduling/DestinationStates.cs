using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>
/// What the journal knew of the destinations when it was last asked: for gauges and health, which mustn't ask it each
/// time, and for the pauses that an operator made at another receiver.
/// </summary>
internal sealed class DestinationStates(IHandOverJournal journal)
{
    private volatile IReadOnlyList<DestinationState> _all = [];

    public IReadOnlyList<DestinationState> All => _all;

    public DestinationState? Of(string name) => _all.FirstOrDefault(state => state.Name == name);

    /// <exception cref="JournalUnavailableException">The store can't be reached; what was known stays.</exception>
    public async Task RefreshAsync(DestinationSet destinations, CancellationToken cancellationToken)
    {
        _all = await journal.DestinationStatesAsync(cancellationToken);
        foreach (var pump in destinations.Pumps)
        {
            pump.Know(Of(pump.Context.Name));
        }
    }
}
