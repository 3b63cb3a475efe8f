using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal;

/// <summary>
/// When this receiver's work was held back lately, and by what, so that the history of what waited can say why. A few
/// are kept.
/// </summary>
internal sealed class RecentHolds(TimeProvider time)
{
    private const int Max = 50;

    // What waits less is told by the attempt's own times.
    private static readonly TimeSpan Notable = TimeSpan.FromSeconds(1);

    // Two holds for the same with no more between them are one.
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly List<Hold> _holds = [];

    /// <summary>Waits, and remembers for what; null for nothing.</summary>
    public async Task HoldAsync(string? reason, Func<Task> wait)
    {
        var since = time.GetUtcNow();
        try
        {
            await wait();
        }
        finally
        {
            if (reason is not null)
            {
                Add(reason, since, time.GetUtcNow());
            }
        }
    }

    /// <summary>Work was held back between two moments.</summary>
    public void Add(string reason, DateTimeOffset from, DateTimeOffset to)
    {
        lock (_lock)
        {
            if (_holds is [.., var last] && last.Reason == reason && WallClock.Between(last.To, from) <= Gap)
            {
                _holds[^1] = last with { To = to };
                return;
            }

            _holds.Add(new Hold(reason, from, to));
            if (_holds.Count > Max)
            {
                _holds.RemoveAt(0);
            }
        }
    }

    /// <summary>What something waited that is begun now; null when that was less than a second.</summary>
    /// <param name="since">From when it waited.</param>
    /// <param name="now">The present.</param>
    /// <param name="otherwise">What it waited for when no hold was for most of that time.</param>
    public AttemptWait? Of(DateTimeOffset since, DateTimeOffset now, string otherwise)
    {
        var length = WallClock.Between(since, now);
        if (length < Notable)
        {
            return null;
        }

        lock (_lock)
        {
            var half = length / 2;
            foreach (var hold in _holds)
            {
                if (hold.Within(since, now) > TimeSpan.Zero && LengthOf(hold.Reason, since, now) >= half)
                {
                    return new AttemptWait(length, hold.Reason);
                }
            }
        }

        return new AttemptWait(length, otherwise);
    }

    private TimeSpan LengthOf(string reason, DateTimeOffset since, DateTimeOffset until)
    {
        var length = TimeSpan.Zero;
        foreach (var hold in _holds)
        {
            if (hold.Reason == reason)
            {
                length += hold.Within(since, until);
            }
        }

        return length;
    }

    private readonly record struct Hold(string Reason, DateTimeOffset From, DateTimeOffset To)
    {
        public TimeSpan Within(DateTimeOffset since, DateTimeOffset until)
        {
            var both = WallClock.Between(From > since ? From : since, To < until ? To : until);
            return both > TimeSpan.Zero ? both : TimeSpan.Zero;
        }
    }
}
