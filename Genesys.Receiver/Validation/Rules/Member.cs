namespace Genesys.Receiver.Validation.Rules;

/// <summary>A member that an object's rule knows.</summary>
internal sealed class Member(string name, ValueRule rule, bool required, Slot slot, int index)
{
    public string Name { get; } = name;

    public ValueRule Rule { get; } = rule;

    public bool Required { get; } = required;

    public Slot Slot { get; } = slot;

    /// <summary>The member's own bit among the members that an object was seen to have.</summary>
    public UInt128 Bit { get; } = UInt128.One << index;
}
