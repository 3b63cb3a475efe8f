using System.Runtime.CompilerServices;
using Genesys.Receiver.Validation.Json;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>What an event's delivery is made of, its strings as they stand in the body.</summary>
internal struct Captures
{
    private Tokens _tokens;
    private uint _present;

    public DateTimeOffset Time;

    /// <summary>The event's own time in milliseconds since 1970, of <see cref="Slot.EventTime"/>.</summary>
    public long EventTime;

    public void Set(Slot slot, long number)
    {
        EventTime = number;
        _present |= 1u << (int)slot;
    }

    public void Set(Slot slot, StringToken token)
    {
        _tokens[(int)slot] = token;
        _present |= 1u << (int)slot;
    }

    /// <summary>Forgets what a member held that stands there a second time, as null.</summary>
    public void Remove(Slot slot) => _present &= ~(1u << (int)slot);

    public readonly bool Has(Slot slot) => (_present & (1u << (int)slot)) != 0;

    public readonly bool TryGet(Slot slot, out StringToken token)
    {
        token = _tokens[(int)slot];
        return Has(slot);
    }

    [InlineArray((int)Slot.CorrelationId + 1)]
    private struct Tokens
    {
        private StringToken _first;
    }
}
