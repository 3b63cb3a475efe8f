using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas.Topics;

/// <summary>
/// <c>v2.audits.entitytype.{id}.entityid.{id}</c>. Real events leave references without an id (<c>"clientId":{}</c>) or
/// with an empty one
/// (<c>"username":{"id":""}</c>), and name as action, service and entity type whatever was audited.
/// </summary>
internal static class AuditBody
{
    private static readonly TextRule Text = TextRule.Any;

    private static readonly ArrayRule Texts = new(TextRule.Any);

    private static readonly ObjectRule Reference = new(
        unknownMembersAreDrift: true,
        [new("id", Text), new("name", Text), new("type", Text), new("selfUri", Text)]);

    public static readonly ObjectRule Rule = new(
        unknownMembersAreDrift: true,
        [
            new("id", Text),
            new("userId", Text),
            new("userHomeOrgId", Text),
            new("username", Reference),
            new("userDisplay", Text),
            new("clientId", Reference),
            new("remoteIp", Texts),
            new("serviceName", Text),
            new("level", Text),
            new("eventTime", TextRule.DateTime),
            new("action", Text),
            new("entityType", Text),
            new("message", new MapRule(AnyRule.Instance)),
            new("entity", Reference),
            new("propertyChanges", new ArrayRule(new ObjectRule(
                unknownMembersAreDrift: true,
                [new("property", Text), new("oldValues", Texts), new("newValues", Texts)]))),
            new("context", new MapRule(AnyRule.Instance)),
        ]);
}
