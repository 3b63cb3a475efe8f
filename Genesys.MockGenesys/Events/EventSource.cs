using System.Text;
using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;

namespace Genesys.MockGenesys.Events;

/// <summary>
/// The contact centre's endless stream of events: several conversations at once, each told from start to end, in both
/// generations, and among them what belongs to no conversation. Which events come, and in which order, follows from the
/// seed and the clock.
/// </summary>
internal sealed class EventSource(RandomStreams streams, TimeProvider clock)
{
    private const int ConversationsAtOnce = 6;
    private const double ShareWithoutConversation = 0.05;

    private readonly Lock _gate = new();
    private readonly Random _random = streams.Create("events");
    private readonly List<Queue<Func<OutgoingEvent>>> _underWay = [];

    /// <summary>The next event.</summary>
    public OutgoingEvent Next(EventMix mix)
    {
        lock (_gate)
        {
            return _random.NextDouble() < mix.InvalidShare
                ? NextMalformed(MalformedEvents.All[_random.Next(MalformedEvents.All.Count)])
                : NextValid(mix);
        }
    }

    /// <summary>An event of the catalogue.</summary>
    public OutgoingEvent Malformed(MalformedEvent malformation)
    {
        lock (_gate)
        {
            return NextMalformed(malformation);
        }
    }

    /// <summary>The body of a valid event of a generation, for someone to edit.</summary>
    public string Example(EventGeneration generation)
    {
        lock (_gate)
        {
            return Encoding.UTF8.GetString(Valid(generation, Tell(EventMix.Nothing)).Body.Span);
        }
    }

    private OutgoingEvent NextValid(EventMix mix)
    {
        if (_random.NextDouble() < ShareWithoutConversation * (1 - mix.FlatShare))
        {
            return WithoutConversation();
        }

        while (_underWay.Count < ConversationsAtOnce)
        {
            _underWay.Add(Begin(mix));
        }

        var index = _random.Next(_underWay.Count);
        var next = _underWay[index].Dequeue()();
        if (_underWay[index].Count == 0)
        {
            _underWay.RemoveAt(index);
        }

        return next;
    }

    private Queue<Func<OutgoingEvent>> Begin(EventMix mix)
    {
        var conversation = Tell(mix);
        if (_random.NextDouble() >= mix.FlatShare)
        {
            return new(ConversationTopics.Of(conversation).Select(topic => (Func<OutgoingEvent>)(() => Partner(topic, conversation.Id))));
        }

        var types = new List<string> { FlatEnvelope.Created };
        types.AddRange(Enumerable.Repeat(FlatEnvelope.Updated, _random.Next(2, 6)));
        types.Add(FlatEnvelope.Analyzed);
        return new(types.Select(type => (Func<OutgoingEvent>)(() => Flat(type, conversation))));
    }

    // It began long enough ago to be over by now, so that what the API tells of it lies in the past.
    private Conversation Tell(EventMix mix)
    {
        var isUnknown = _random.NextDouble() < mix.UnknownConversationShare;
        var startedAt = isUnknown ? DateTimeOffset.UnixEpoch : clock.GetUtcNow() - TimeSpan.FromMinutes(15);
        return Conversations.Tell(SeededIds.Next(_random, startedAt));
    }

    private OutgoingEvent NextMalformed(MalformedEvent malformation)
    {
        var conversation = Tell(EventMix.Nothing);
        var valid = Valid(malformation.Generation, conversation);
        var root = (JsonObject)JsonNode.Parse(valid.Body.Span)!;
        return valid with
        {
            ConversationId = null,
            Body = malformation.Break(root),
            ContentType = malformation.ContentType,
            ContentEncoding = malformation.ContentEncoding,
            Malformation = malformation.Name,
            ExpectedStatus = malformation.ExpectedStatus,
        };
    }

    private OutgoingEvent Valid(EventGeneration generation, Conversation conversation) => generation == EventGeneration.Flat
        ? Flat(FlatEnvelope.Updated, conversation)
        : Partner(ConversationTopics.Of(conversation).First(), conversation.Id);

    private OutgoingEvent Flat(string type, Conversation conversation)
    {
        var now = clock.GetUtcNow();
        var id = SeededIds.Next(_random, now);
        return Write(id, type, EventGeneration.Flat, conversation.Id, FlatEnvelope.Wrap(id, type, SeededIds.Next(_random, now), conversation, now));
    }

    private OutgoingEvent Partner(ConversationTopic topic, string conversationId)
    {
        var now = clock.GetUtcNow();
        var id = SeededIds.Next(_random, now);
        var name = topic.Template.Replace("{id}", conversationId, StringComparison.Ordinal);
        var envelope = PartnerEnvelope.Wrap(id, topic.Template, name, topic.Body, SeededIds.Next(_random, now), now);
        return Write(id, topic.Template, EventGeneration.Partner, conversationId, envelope);
    }

    private OutgoingEvent WithoutConversation()
    {
        var now = clock.GetUtcNow();
        var id = SeededIds.Next(_random, now);
        var topic = OrganizationTopics.Draw(_random, now);
        var envelope = PartnerEnvelope.Wrap(id, topic.Template, topic.TopicName, topic.Body, topic.CorrelationId, now);
        return Write(id, topic.Template, EventGeneration.Partner, null, envelope);
    }

    private static OutgoingEvent Write(string id, string type, EventGeneration generation, string? conversationId, JsonObject envelope) => new()
    {
        Id = id,
        EventType = type,
        Generation = generation,
        ConversationId = conversationId,
        Body = Encoding.UTF8.GetBytes(envelope.ToJsonString()),
    };
}
