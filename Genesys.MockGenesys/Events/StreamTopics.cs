namespace Genesys.MockGenesys.Events;

/// <summary>
/// The topics that send an event every second or two for as long as a conversation lasts. A receiver doesn't fetch the
/// conversation for each.
/// </summary>
internal static class StreamTopics
{
    private static readonly HashSet<string> Templates = new(StringComparer.Ordinal)
    {
        TranscriptionTopic.Template, ConversationTopics.MetricsTemplate,
    };

    public static bool Contains(string template) => Templates.Contains(template);
}
