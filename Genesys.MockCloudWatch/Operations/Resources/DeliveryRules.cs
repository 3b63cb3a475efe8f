using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>
/// What deliveries of vended logs, their sources and their destinations have in common. Nothing is delivered.
/// </summary>
internal static class DeliveryRules
{
    public const string Error = "ValidationException";

    public static readonly TextRule Name = new(1, 60, @"[\w-]*", Error);
    public static readonly TextRule Arn = new(1, 2_048, null, Error);

    /// <summary>The error for a delivery, a source or a destination that isn't there.</summary>
    public static ApiException NotFound(string what) =>
        ApiException.NotFound($"Requested {what} does not exist in this account.");

    public static ApiException Conflict(string message) => new("ConflictException", message);

    /// <summary>The tags of a call that creates; a call that changes must have none.</summary>
    public static IReadOnlyDictionary<string, string> Tags(Resource? before, Dictionary<string, string>? tags) =>
        (before, tags) switch
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
            description["tags"] = new JsonObject(
                resource.Tags.Select(tag => KeyValuePair.Create<string, JsonNode?>(tag.Key, tag.Value)));
        }

        return description;
    }
}
