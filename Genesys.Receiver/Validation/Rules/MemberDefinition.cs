namespace Genesys.Receiver.Validation.Rules;

/// <summary>A member as a schema writes it down.</summary>
internal readonly record struct MemberDefinition(
    string Name, ValueRule Rule, bool Required = false, Slot Slot = Slot.None);
