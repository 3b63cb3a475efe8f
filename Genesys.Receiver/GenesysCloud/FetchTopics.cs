using Genesys.Receiver.Configuration;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Whether an event of a topic has its conversation fetched (<see cref="GenesysOptions.FetchTopics"/>).
/// </summary>
internal sealed class FetchTopics(IOptions<GenesysOptions> options)
{
    // Each sends an event every second or two for as long as a call lasts: a fetch for each would take the whole limit
    // for some twenty calls.
    private static readonly Glob[] Streams = [new("*transcription*"), new("*sentiment*"), new("*metrics*")];

    private readonly Glob[] _chosen = [.. options.Value.FetchTopics.Select(pattern => new Glob(pattern))];

    /// <param name="topic">The envelope's <c>detail-type</c> or <c>event_type</c>.</param>
    public bool Include(string topic) =>
        _chosen.Length == 0 ? !MatchesAny(Streams, topic) : MatchesAny(_chosen, topic);

    private static bool MatchesAny(Glob[] patterns, string topic)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(topic))
            {
                return true;
            }
        }

        return false;
    }
}
