using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>Changes a member of a resource's description.</summary>
/// <param name="kind">The resource's kind.</param>
/// <param name="member">The member, and the parameter that its value comes in.</param>
/// <param name="rule">The rule for the value; null: the member is removed.</param>
internal abstract class ChangeResource(ResourceKind kind, string member, TextRule? rule) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var name = kind.Name(parameters);
        var value = rule?.Required(parameters, member);
        var found = kind.Table(call, parameters).Change(name, before =>
        {
            var description = before.Description.DeepClone().AsObject();
            description.Remove(member);
            if (value is not null)
            {
                description[member] = value;
            }

            return before with { Description = description };
        });
        if (!found)
        {
            throw kind.NotFound(name);
        }

        Write(call, new JsonObject { [member] = value });
    }

    /// <summary>Writes the answer; an empty one unless the operation says otherwise.</summary>
    protected virtual void Write(CallContext call, JsonObject changed)
    {
    }
}
