using System.Text.Json.Nodes;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>The notification topics of Genesys Cloud's SDK 270, one template a line in <c>topics.txt</c>.</summary>
internal static class AvailableTopics
{
    private const string ConversationDetails = "v2.detail.events.conversation.{id}.";

    /// <summary>All templates in the order of the file.</summary>
    public static IReadOnlyList<string> Templates { get; } = ReadTemplates();

    /// <summary>
    /// The answer of <c>GET /api/v2/notifications/availabletopics</c>; <paramref name="expand"/> may ask for more
    /// members of each topic.
    /// </summary>
    public static JsonObject Read(IEnumerable<string?> expand)
    {
        var wanted = expand
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            .ToHashSet(StringComparer.Ordinal);
        var entities = Templates.Select(template => (JsonNode)Describe(template, wanted));
        return new JsonObject { ["entities"] = new JsonArray([.. entities]) };
    }

    private static JsonObject Describe(string template, HashSet<string> wanted)
    {
        var topic = new JsonObject { ["id"] = template };
        if (wanted.Contains("description"))
        {
            topic["description"] = $"Events of {template}";
        }

        if (wanted.Contains("transports"))
        {
            var forEventBridge = template.StartsWith(ConversationDetails, StringComparison.Ordinal);
            topic["transports"] = forEventBridge
                ? new JsonArray("EventBridge", "ProcessAutomation")
                : new JsonArray("All");
        }

        if (wanted.Contains("topicParameters"))
        {
            topic["topicParameters"] = new JsonArray([.. template.Split("{id}").Skip(1).Select(_ => (JsonNode)"id")]);
        }

        return topic;
    }

    private static string[] ReadTemplates()
    {
        using var stream = typeof(AvailableTopics).Assembly.GetManifestResourceStream("topics.txt")
            ?? throw new InvalidOperationException("topics.txt is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
