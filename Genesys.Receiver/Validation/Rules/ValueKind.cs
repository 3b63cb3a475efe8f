namespace Genesys.Receiver.Validation.Rules;

/// <summary>The kinds of value that a rule can ask for; the reader switches on it.</summary>
internal enum ValueKind : byte
{
    Any,
    Text,
    Integer,
    Number,
    Boolean,
    Array,
    Map,
    Object,
    TopicBody,
}
