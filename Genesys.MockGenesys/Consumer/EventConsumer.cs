using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Genesys.MockGenesys.Consumer;

/// <summary>A consumer of webhooks: it counts what comes, and remembers the last 100,000 events.</summary>
internal sealed class EventConsumer(string name)
{
    public const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ConsumedEvent> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idsOfHashes = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private long _calls;
    private long _repeated;
    private long _refused;
    private long _changed;
    private long _forgotten;

    public ConsumerCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new ConsumerCounts(
                    name, _calls, _events.Count + _forgotten, _repeated, _refused, _changed, _forgotten);
            }
        }
    }

    /// <summary>A request whose signature or content is wrong.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            (_calls, _refused) = (_calls + 1, _refused + 1);
        }
    }

    /// <summary>Takes a CloudEvent; false when it is none, or its id isn't that of the request.</summary>
    public bool Take(ReadOnlyMemory<byte> body, string webhookId, DateTimeOffset now)
    {
        if (Read(body, now) is not { } taken || taken.Id != webhookId)
        {
            return false;
        }

        lock (_gate)
        {
            _calls++;
            if (_events.TryGetValue(taken.Id, out var known))
            {
                _repeated++;
                Keep(known with
                {
                    Times = known.Times + 1,
                    Changed = known.Changed || (taken.EventHash != known.EventHash && taken.EventHash is not null),
                    HasConversation = known.HasConversation || taken.HasConversation,
                }, known);
                return true;
            }

            var hasOtherId = taken.EventHash is { } hash && !_idsOfHashes.TryAdd(hash, taken.Id);
            Keep(taken with { Changed = hasOtherId }, null);
            _order.Enqueue(taken.Id);

            if (_events.Count > Capacity && _events.Remove(_order.Dequeue(), out var oldest))
            {
                _forgotten++;
                _idsOfHashes.Remove(oldest.EventHash ?? "");
            }

            return true;
        }
    }

    /// <summary>What it took with an event of these bytes, or null.</summary>
    public ConsumedEvent? Find(string hash)
    {
        lock (_gate)
        {
            return _idsOfHashes.TryGetValue(hash, out var id) ? _events.GetValueOrDefault(id) : null;
        }
    }

    /// <summary>The latest events, newest first.</summary>
    public IReadOnlyList<ConsumedEvent> Latest(int count)
    {
        lock (_gate)
        {
            return
            [
                .. _order.Reverse().Select(id => _events.GetValueOrDefault(id)).OfType<ConsumedEvent>().Take(count),
            ];
        }
    }

    private void Keep(ConsumedEvent taken, ConsumedEvent? before)
    {
        _events[taken.Id] = taken;
        _changed += taken.Changed && before?.Changed != true ? 1 : 0;
    }

    private static ConsumedEvent? Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
            var root = document.RootElement;
            var data = root.GetProperty("data");
            var hasEvent = data.TryGetProperty("event", out var one);
            var hasConversation = data.TryGetProperty("conversation", out var conversation)
                && conversation.ValueKind == JsonValueKind.Object;
            return root.GetProperty("specversion").GetString() == "1.0"
                ? new ConsumedEvent(
                    root.GetProperty("id").GetString()!,
                    root.GetProperty("type").GetString()!,
                    root.TryGetProperty("subject", out var subject) ? subject.GetString() : null,
                    hasEvent ? Hash(Encoding.UTF8.GetBytes(one.GetRawText())) : null,
                    hasConversation,
                    data.TryGetProperty("conversationError", out var error) ? error.GetString() : null,
                    now)
                : null;
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What an event's bytes are known by.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
