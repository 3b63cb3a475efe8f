using System.Text.Json.Nodes;

namespace Genesys.MockCloudWatch.Storage;

/// <summary>
/// Something with a name that holds no events: a filter, a policy, a destination, a delivery. It is never changed, only
/// put anew.
/// </summary>
/// <param name="Name">Its name where it is kept.</param>
/// <param name="Description">What the Describe operations answer for it.</param>
internal sealed record Resource(string Name, JsonObject Description, IReadOnlyDictionary<string, string> Tags)
{
    private static readonly Dictionary<string, string> NoTags = [];

    public Resource(string name, JsonObject description)
        : this(name, description, NoTags)
    {
    }

    public string? this[string member] => Description[member]?.GetValue<string>();
}
