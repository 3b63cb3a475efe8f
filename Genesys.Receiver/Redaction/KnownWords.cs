using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Receiver.Redaction;

/// <summary>The names and values that the schemas know, and that a masked payload may therefore show.</summary>
internal sealed record KnownWords
{
    /// <summary>Names of members, at any depth.</summary>
    public required IEnumerable<string> MemberNames { get; init; }

    /// <summary>The constants of each enumeration, by the name of the member that holds one.</summary>
    public required IReadOnlyDictionary<string, Utf8Table> Enumerations { get; init; }

    /// <summary>Event types of the flat envelope.</summary>
    public required Utf8Table EventTypes { get; init; }

    /// <summary>Templates of topics, such as <c>v2.conversations.{id}.transcription</c>.</summary>
    public required Utf8Table TopicTemplates { get; init; }

    /// <summary>Sources that name no organization.</summary>
    public required Utf8Table Sources { get; init; }

    /// <summary>What a source begins with that goes on with an organization's UUID.</summary>
    public required IReadOnlyList<string> SourcePrefixes { get; init; }
}
