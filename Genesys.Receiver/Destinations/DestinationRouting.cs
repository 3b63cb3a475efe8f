using Genesys.Receiver.Configuration;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Destinations;

/// <summary>Which destinations want an event, and when each can have it.</summary>
internal sealed class DestinationRouting
{
    /// <summary>What the types of operator events begin with, and the patterns that get them.</summary>
    public const string OperatorEventPrefix = OperatorEvent.Source + ".";

    private readonly Route[] _routes;

    public DestinationRouting(IOptions<DestinationsOptions> options) => _routes =
    [
        .. options.Value.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new Route(
                pair.Key, pair.Value.GivenPayload, [.. pair.Value.Topics.Select(topic => new Glob(topic))],
                [
                    .. pair.Value.Topics
                        .Where(topic => topic.StartsWith(OperatorEventPrefix, StringComparison.Ordinal))
                        .Select(topic => new Glob(topic)),
                ])),
    ];

    /// <summary>The destinations that are given the event as it is recorded.</summary>
    /// <param name="topic">The envelope's <c>detail-type</c> or <c>event_type</c>.</param>
    /// <param name="fetches">True when the event's conversation is fetched: who wants that too waits for it.</param>
    /// <param name="inline">True when the caller waits for the end of the fetch: every destination does, too.</param>
    public IReadOnlyList<string> AtReceipt(string topic, bool fetches, bool inline) =>
        !fetches ? Find(topic, static _ => true)
        : inline ? []
        : Find(topic, static payload => payload == DestinationPayload.Event);

    /// <summary>The destinations that are given the event when its conversation is fetched.</summary>
    /// <param name="topic">The envelope's <c>detail-type</c> or <c>event_type</c>.</param>
    /// <param name="inline">True when none was given it as it was recorded.</param>
    public IReadOnlyList<string> AtEnd(string topic, bool inline) => inline
        ? Find(topic, static _ => true)
        : Find(topic, static payload => payload != DestinationPayload.Event);

    /// <summary>The destinations that are given the event when its conversation can't be fetched.</summary>
    /// <param name="topic">The envelope's <c>detail-type</c> or <c>event_type</c>.</param>
    /// <param name="inline">True when none was given it as it was recorded.</param>
    public IReadOnlyList<string> AtDeadLetter(string topic, bool inline) => inline
        ? Find(topic, static payload => payload != DestinationPayload.Conversation)
        : Find(topic, static payload => payload == DestinationPayload.Both);

    /// <summary>The destinations that name an event of the receiver's own.</summary>
    /// <param name="type">Its type, which begins with <c>genesys.receiver.</c>.</param>
    public IReadOnlyList<string> OfOperatorEvent(string type) =>
        [.. _routes.Where(route => route.OperatorTopics.Any(topic => topic.Matches(type))).Select(route => route.Name)];

    private string[] Find(string topic, Func<DestinationPayload, bool> gets)
    {
        // The usual case costs nothing: no destination, and no list.
        // What reconciliation found is no event of Genesys Cloud's: it goes to whoever wants the conversation.
        var isFound = topic == ReconciliationEntry.EventType;
        List<string>? names = null;
        foreach (var route in _routes)
        {
            if (gets(route.Payload) && route.Wants(topic) && !(isFound && route.Payload == DestinationPayload.Event))
            {
                (names ??= []).Add(route.Name);
            }
        }

        return names?.ToArray() ?? [];
    }

    private sealed record Route(string Name, DestinationPayload Payload, Glob[] Topics, Glob[] OperatorTopics)
    {
        public bool Wants(string topic) => Topics.Length == 0 || Array.Exists(Topics, glob => glob.Matches(topic));
    }
}
