using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// Anomalies on their way back to the journal. A journal that can't take them gets them before anything else is asked
/// of it: their leases are renewed as long as this process lives, so that one that is forgotten here would wait for its
/// end.
/// </summary>
internal sealed class AnomalyReturns(IJournal journal)
{
    private readonly List<LeasedAnomaly> _waiting = [];

    /// <summary>Gives anomalies back, now or later.</summary>
    public async Task AddAsync(IEnumerable<LeasedAnomaly> anomalies)
    {
        _waiting.AddRange(anomalies);
        try
        {
            await FlushAsync();
        }
        catch (JournalUnavailableException)
        {
            // The next turn begins with them.
        }
    }

    /// <summary>Gives back what waits.</summary>
    /// <exception cref="JournalUnavailableException">The journal can't take it.</exception>
    public async Task FlushAsync()
    {
        if (_waiting.Count > 0)
        {
            await journal.ReleaseAsync(_waiting, CancellationToken.None);
            _waiting.Clear();
        }
    }
}
