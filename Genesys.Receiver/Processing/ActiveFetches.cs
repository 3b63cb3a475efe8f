using System.Collections.Concurrent;

namespace Genesys.Receiver.Processing;

/// <summary>The fetches that are under way, in the background and inline.</summary>
internal sealed class ActiveFetches(ProcessingState state)
{
    private readonly ConcurrentDictionary<ConversationFetch, byte> _fetches = new();

    public ICollection<ConversationFetch> All => _fetches.Keys;

    public void Add(ConversationFetch fetch)
    {
        _fetches.TryAdd(fetch, 0);
        if (state.IsStopping)
        {
            fetch.StopWaiting();
        }
    }

    public void Remove(ConversationFetch fetch)
    {
        _fetches.TryRemove(fetch, out _);
        state.Changed();
    }

    /// <summary>How many fetches want to send, send or settle, and how many wait before a retry.</summary>
    public (int Busy, int BackingOff) Count()
    {
        var busy = 0;
        var backingOff = 0;
        foreach (var (fetch, _) in _fetches)
        {
            if (fetch.Phase == FetchPhase.BackingOff)
            {
                backingOff++;
            }
            else
            {
                busy++;
            }
        }

        return (busy, backingOff);
    }

    /// <summary>
    /// Fetches that wait end now; requests that are out may finish, unless <paramref name="atOnce"/>.
    /// </summary>
    public void Stop(bool atOnce)
    {
        state.Stop();
        foreach (var (fetch, _) in _fetches)
        {
            if (atOnce)
            {
                fetch.Cancel();
            }
            else
            {
                fetch.StopWaiting();
            }
        }

        state.Changed();
    }

    /// <summary>The drain's time is over: everything ends.</summary>
    public void EndDrain()
    {
        Stop(atOnce: true);
        state.EndDrain();
    }
}
