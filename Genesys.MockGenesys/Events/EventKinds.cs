using System.Text;
using System.Text.Json.Nodes;

namespace Genesys.MockGenesys.Events;

/// <summary>What the entries of both catalogues are made with.</summary>
internal static class EventKinds
{
    public static byte[] ToBytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    /// <summary>A kind that changes members of a usual event.</summary>
    public static EventKind Change(string name, EventGeneration generation, Action<JsonObject> change) =>
        new(name, generation, root =>
        {
            change(root);
            return ToBytes(root);
        });

    /// <summary>A kind whose body is another JSON value.</summary>
    public static EventKind Replace(string name, EventGeneration generation, Func<JsonObject, JsonNode> replace) =>
        new(name, generation, root => ToBytes(replace(root))) { IsWholeBody = true };

    /// <summary>A kind whose body is another text.</summary>
    public static EventKind Text(string name, EventGeneration generation, Func<string, string> change) =>
        new(name, generation, root => Encoding.UTF8.GetBytes(change(root.ToJsonString()))) { IsWholeBody = true };

    public static void Remove(JsonObject root, string path) => Parent(root, path, out var member).Remove(member);

    public static void Put(JsonObject root, string path, JsonNode? value) =>
        Parent(root, path, out var member)[member] = value;

    private static JsonObject Parent(JsonObject root, string path, out string member)
    {
        var steps = path.Split('/');
        member = steps[^1];
        return steps[..^1].Aggregate(root, (node, step) => (JsonObject)node[step]!);
    }
}
