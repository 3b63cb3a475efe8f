using System.Collections.Frozen;

namespace Genesys.Receiver.Journal;

/// <summary>
/// What the journal has to know of the configured destinations when it records hand-overs. Whoever configures them
/// fills it before the first delivery is recorded; empty, nothing is handed over.
/// </summary>
internal sealed class DestinationLimits
{
    private FrozenDictionary<string, DestinationLimit> _limits = FrozenDictionary<string, DestinationLimit>.Empty;

    /// <summary>True when no destination is configured.</summary>
    public bool IsEmpty => _limits.Count == 0;

    /// <summary>Replaces what is known.</summary>
    public void Set(IEnumerable<DestinationLimit> limits) =>
        _limits = limits.ToFrozenDictionary(limit => limit.Name, StringComparer.Ordinal);

    /// <summary>The limit of a destination; the default one of a name that isn't configured.</summary>
    internal DestinationLimit Of(string name) =>
        _limits.TryGetValue(name, out var limit) ? limit : new DestinationLimit(name);

    /// <summary>The destinations that want operator events of a type.</summary>
    internal IReadOnlyList<string> WantingOperatorEvent(string type) =>
        [.. _limits.Values.Where(limit => limit.WantsOperatorEvent?.Invoke(type) == true).Select(limit => limit.Name)];
}

/// <summary>What the journal has to know of a destination.</summary>
/// <param name="MaxWaiting">Most hand-overs that wait for it; what comes at it is a dead letter,
/// <see cref="HandOverReasons.DestinationFull"/>.</param>
/// <param name="InOrder">True when the hand-overs of a conversation are made one at a time and in order.</param>
/// <param name="WantsOperatorEvent">True for the types of operator events that it wants; null when it wants
/// none.</param>
internal sealed record DestinationLimit(
    string Name, long MaxWaiting = 1_000_000, bool InOrder = false, Func<string, bool>? WantsOperatorEvent = null);
