namespace Genesys.MockGenesys.Consumer;

/// <summary>The consumers, each made with the first request to its name; at most 20.</summary>
internal sealed class EventConsumers
{
    public const int Capacity = 20;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, EventConsumer> _consumers = new(StringComparer.Ordinal);

    public IReadOnlyList<ConsumerCounts> Counts
    {
        get
        {
            lock (_gate)
            {
                return [.. _consumers.Values.Select(consumer => consumer.Counts)];
            }
        }
    }

    /// <summary>The consumer of a name; null when there are 20 others.</summary>
    public EventConsumer? GetOrAdd(string name)
    {
        lock (_gate)
        {
            if (!_consumers.TryGetValue(name, out var consumer) && _consumers.Count < Capacity)
            {
                _consumers.Add(name, consumer = new EventConsumer(name));
            }

            return consumer;
        }
    }

    public EventConsumer? Find(string name)
    {
        lock (_gate)
        {
            return _consumers.GetValueOrDefault(name);
        }
    }

    public bool Remove(string name)
    {
        lock (_gate)
        {
            return _consumers.Remove(name);
        }
    }
}
