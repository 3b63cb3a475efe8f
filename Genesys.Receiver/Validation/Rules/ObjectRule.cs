using System.Text.Json.Nodes;
using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Receiver.Validation.Rules;

/// <summary>An object with members that are known by name; at most 128 of them.</summary>
internal sealed class ObjectRule : ValueRule
{
    private readonly Member[] _members;
    private readonly Utf8Table _names;

    /// <param name="unknownMembersAreDrift">True when a member that isn't listed is reported; false when the sender may
    /// add what it likes.</param>
    /// <param name="members">The members, best in the order in which senders write them.</param>
    public ObjectRule(bool unknownMembersAreDrift, IEnumerable<MemberDefinition> members)
        : base(ValueKind.Object, "an object")
    {
        UnknownMembersAreDrift = unknownMembersAreDrift;
        _members =
        [
            .. members.Select(
                (member, index) => new Member(member.Name, member.Rule, member.Required, member.Slot, index)),
        ];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_members.Length, 128, nameof(members));
        _names = new Utf8Table(_members.Select(member => member.Name));
        foreach (var member in _members.Where(member => member.Required))
        {
            Required |= member.Bit;
        }
    }

    public bool UnknownMembersAreDrift { get; }

    /// <summary>True for the object in which the event names its conversation.</summary>
    public bool HoldsConversationId { get; init; }

    public IReadOnlyList<Member> Members => _members;

    /// <summary>Bits of the members that have to be there.</summary>
    public UInt128 Required { get; }

    /// <summary>
    /// The member of this name, or null. <paramref name="expected"/> is the index at which it is looked for first, and
    /// moves on.
    /// </summary>
    public Member? Find(ReadOnlySpan<byte> name, ref int expected)
    {
        var index = _names.IsAt(expected, name) ? expected : _names.Find(name);
        if (index < 0)
        {
            return null;
        }

        expected = index + 1;
        return _members[index];
    }

    public override JsonObject ToJsonSchema()
    {
        var properties = new JsonObject();
        foreach (var member in _members)
        {
            properties[member.Name] = member.Rule.ToJsonSchema();
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        var required = _members.Where(member => member.Required).Select(member => (JsonNode)member.Name).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        return schema;
    }
}
