using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>
/// A kind of resource that is kept and described, without effect. Its put, get, describe and delete operations have one
/// shape, and this says what differs.
/// </summary>
/// <param name="NameMember">The parameter that names one.</param>
/// <param name="List">Its list in the answer of the describe operation.</param>
/// <param name="Table">Where the call's resources of this kind are kept.</param>
/// <param name="NotFound">The error for a name that isn't there.</param>
internal sealed record ResourceKind(
    string NameMember, string List, Func<CallContext, Parameters, ResourceTable> Table, Func<string,
    ApiException> NotFound)
{
    /// <summary>The member that put and get answer with; null: they answer nothing.</summary>
    public string? Member { get; init; }

    /// <summary>The parameter with which describe asks for names that begin alike; null: there is none.</summary>
    public string? PrefixMember { get; init; }

    public TextRule NameRule { get; init; } = TextRule.Name;

    /// <summary>What an answer says of a resource.</summary>
    public Func<Resource, JsonObject> Describe { get; init; } = resource => resource.Description;

    /// <summary>The name in a call.</summary>
    public string Name(Parameters parameters) => NameRule.Required(parameters, NameMember);

    /// <summary>Writes an answer about one resource.</summary>
    public void Write(CallContext call, Resource resource)
    {
        if (Member is not null)
        {
            Write(call, Member, Describe(resource));
        }
    }

    /// <summary>Writes an answer that is one structure.</summary>
    public static void Write(CallContext call, string member, JsonObject description)
    {
        var json = call.Output.Json;
        json.WriteStartObject();
        json.WritePropertyName(member);
        description.WriteTo(json);
        json.WriteEndObject();
    }
}
