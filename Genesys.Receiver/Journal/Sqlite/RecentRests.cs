namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Which conversations rested lately, and until when. Some 40,000 are kept. Used by the writer's thread alone.
/// </summary>
internal sealed class RecentRests
{
    private const int Max = 20_000;

    private Dictionary<long, long> _older = [];
    private Dictionary<long, long> _newer = [];

    /// <summary>A rest is over.</summary>
    public void Ended(long conversation, long at)
    {
        if (_newer.Count == Max)
        {
            (_older, _newer) = (_newer, []);
        }

        _newer[conversation] = at;
    }

    /// <summary>True when the conversation rested at a moment; in milliseconds on the journal's clock.</summary>
    public bool HasRested(long conversation, long at) =>
        (_newer.TryGetValue(conversation, out var until) || _older.TryGetValue(conversation, out until)) && at < until;
}
