using System.Globalization;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The log of one instance: its newest lines, and who watches.</summary>
internal sealed class ResourceLog(TimeProvider time)
{
    /// <summary>Lines that are kept; older ones are dropped.</summary>
    public const int Capacity = 10_000;

    /// <summary>Aspire writes this before each line's text.</summary>
    public const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffffffK";

    private readonly Queue<LogLine> backlog = new();
    private readonly List<Channel<LogLine>> watchers = [];
    private readonly Lock gate = new();
    private int lastLine;
    private bool completed;

    public event Action<bool>? WatchersChanged;

    public bool IsWatched
    {
        get
        {
            lock (gate)
            {
                return watchers.Count > 0;
            }
        }
    }

    public void Add(string text, bool isError)
    {
        var content = $"{time.GetUtcNow().UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture)} {text}";
        lock (gate)
        {
            var line = new LogLine(++lastLine, content, isError);
            backlog.Enqueue(line);
            if (backlog.Count > Capacity)
            {
                backlog.Dequeue();
            }

            watchers.ForEach(watcher => watcher.Writer.TryWrite(line));
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            backlog.Clear();
        }
    }

    public void Complete()
    {
        lock (gate)
        {
            completed = true;
            watchers.ForEach(watcher => watcher.Writer.TryComplete());
        }
    }

    /// <summary>Lines may come again: the instance was started once more.</summary>
    public void Reopen()
    {
        lock (gate)
        {
            completed = false;
        }
    }

    public IReadOnlyList<LogLine> Snapshot()
    {
        lock (gate)
        {
            return [.. backlog];
        }
    }

    public Channel<LogLine> Watch()
    {
        var channel = Channel.CreateUnbounded<LogLine>(new UnboundedChannelOptions { SingleReader = true });
        lock (gate)
        {
            foreach (var line in backlog)
            {
                channel.Writer.TryWrite(line);
            }

            if (completed)
            {
                channel.Writer.TryComplete();
            }

            watchers.Add(channel);
        }

        WatchersChanged?.Invoke(true);
        return channel;
    }

    public void Unwatch(Channel<LogLine> channel)
    {
        bool any;
        lock (gate)
        {
            watchers.Remove(channel);
            any = watchers.Count > 0;
        }

        WatchersChanged?.Invoke(any);
    }
}
