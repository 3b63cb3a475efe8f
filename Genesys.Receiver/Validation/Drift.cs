namespace Genesys.Receiver.Validation;

/// <summary>Something in a valid event that its schema doesn't know. Never a reason to reject.</summary>
/// <param name="Path">
/// JSON Pointer (RFC 6901) of the member; in place of an array's index, and of a name that isn't in the form of one,
/// stands <c>*</c>.
/// </param>
/// <param name="Kind">What is unknown.</param>
/// <param name="Value">The unknown value, when it is in the form of an enumeration's constant or of a topic template;
/// else null.</param>
internal readonly record struct Drift(string Path, DriftKind Kind, string? Value = null);

/// <summary>What a schema can be found not to know.</summary>
internal enum DriftKind
{
    /// <summary>A member that the schema doesn't list.</summary>
    UnknownMember,

    /// <summary>A value that the member's enumeration doesn't list.</summary>
    UnknownValue,

    /// <summary>A topic that the list of topics lacks.</summary>
    UnknownTopic,
}
