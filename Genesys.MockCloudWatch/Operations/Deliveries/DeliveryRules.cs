using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Deliveries;

/// <summary>What deliveries of vended logs, their sources and their destinations have in common. They are kept and described; nothing is delivered.</summary>
internal static class DeliveryRules
{
    public static readonly TextRule Name = new(1, 60, @"[\w-]*", "ValidationException");
    public static readonly TextRule Arn = new(1, 2_048, null, "ValidationException");

    public static ApiException NoSource() => ApiException.NotFound("Requested Delivery Source does not exist in this account.");

    public static ApiException NoDestination() => ApiException.NotFound("Requested Delivery Destination does not exist in this account.");

    public static ApiException NoDelivery() => ApiException.NotFound("Requested Delivery does not exist in this account.");

    public static ApiException Conflict(string message) => new("ConflictException", message);

    /// <summary>The tags of a call that creates; a call that changes must have none.</summary>
    public static IReadOnlyDictionary<string, string> Tags(Resource? before, Dictionary<string, string>? tags) => (before, tags) switch
    {
        (null, _) => tags ?? [],
        (_, null) => before.Tags,
        _ => throw Conflict("Tags can only be provided when a resource is being created, not updated."),
    };

    /// <summary>A description with the tags in it, as these operations answer it.</summary>
    public static JsonObject WithTags(Resource resource)
    {
        var description = resource.Description.DeepClone().AsObject();
        if (resource.Tags.Count > 0)
        {
            description["tags"] = new JsonObject(resource.Tags.Select(tag => KeyValuePair.Create<string, JsonNode?>(tag.Key, tag.Value)));
        }

        return description;
    }

    public static void WritePage(CallContext call, string list, ResourceTable table)
    {
        using var parameters = Parameters.Parse(call.Body);
        ResourcePage.Write(call, parameters, list, "", table.ToArray().Select(resource => (resource.Name, WithTags(resource))));
    }
}
