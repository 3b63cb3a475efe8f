namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// A destination's row, and how far its waiting hand-overs have been looked at. What a transaction changes of the row
/// is put back when it fails. Used by the writer's thread alone.
/// </summary>
internal sealed class Destination(long id, string name, DestinationRow row)
{
    private DestinationRow _committed = row;

    public long Id => id;

    public string Name => name;

    /// <summary>The row as the transaction leaves it.</summary>
    public DestinationRow Row { get; set; } = row;

    public bool HasChanged => Row != _committed;

    /// <summary>Up to this key what waits for no time was looked at.</summary>
    public long ReadUpTo { get; set; }

    /// <summary>What has to be looked at again though it is before <see cref="ReadUpTo"/>.</summary>
    public SortedSet<long> Returned { get; } = [];

    /// <summary>Up to this key it is known that what waits has its place in the order of its conversation.</summary>
    public long PutInOrderUpTo { get; set; }

    public void Committed() => _committed = Row;

    public void RolledBack() => Row = _committed;

    /// <summary>What was looked at is looked at again.</summary>
    public void ReadAgain()
    {
        ReadUpTo = 0;
        Returned.Clear();
    }
}

/// <summary>What is kept of a destination, so that nothing has to be counted.</summary>
internal readonly record struct DestinationRow(
    long Waiting, long DeadLetters, bool InOrder, DestinationPause? Paused, DestinationFailure? LastFailure)
{
    /// <summary>How many of those that wait have no rows yet; not in the row itself.</summary>
    public long Deferred { get; init; }
}
