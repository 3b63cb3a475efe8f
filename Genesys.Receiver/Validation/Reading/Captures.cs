using System.Runtime.CompilerServices;
using Genesys.Receiver.Validation.Json;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>The strings that an event's delivery is made of, as they stand in the body.</summary>
internal struct Captures
{
    private Tokens _tokens;
    private uint _present;

    public DateTimeOffset Time;

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

    [InlineArray((int)Slot.TopicName + 1)]
    private struct Tokens
    {
        private StringToken _first;
    }
}
