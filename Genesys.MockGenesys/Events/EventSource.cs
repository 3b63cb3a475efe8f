using System.Text;
using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.Events;

/// <summary>
/// The contact centre's endless stream of events: several conversations at once, each from its start to its end, in
/// both generations, and among them what belongs to no conversation. Which events come, and in which order, follows
/// from the seed and the clock.
/// </summary>
internal sealed class EventSource(RandomStreams streams, MadeConversations made, TimeProvider clock)
{
    private const int ConversationsAtOnce = 6;
    private const double ShareWithoutConversation = 0.05;

    private readonly Lock _gate = new();
    private readonly Random _random = streams.Create("events");
    private readonly Random _randomOfCalls = streams.Create("calls");
    private readonly Random _randomOfAgain = streams.Create("again");
    private readonly List<Queue<Func<OutgoingEvent>>> _underWay = [];
    private long _begun;

    /// <summary>The next event.</summary>
    public OutgoingEvent Next(EventMix mix)
    {
        lock (_gate)
        {
            return _random.NextDouble() < mix.InvalidShare
                ? NextOf(MalformedEvents.All[_random.Next(MalformedEvents.All.Count)])
                : NextUsual(mix);
        }
    }

    /// <summary>An event of a kind.</summary>
    public OutgoingEvent Of(EventKind kind)
    {
        lock (_gate)
        {
            return NextOf(kind);
        }
    }

    /// <summary>
    /// An event as Genesys Cloud publishes it again: all is as it was but the envelope's id, which is new. Null when
    /// its body doesn't show the id that it is known by.
    /// </summary>
    public OutgoingEvent? Again(OutgoingEvent sent)
    {
        var old = Encoding.UTF8.GetBytes($"\"{sent.Id}\"");
        var at = sent.Body.Span.IndexOf(old);
        if (at < 0)
        {
            return null;
        }

        lock (_gate)
        {
            var id = SeededIds.Next(_randomOfAgain, clock.GetUtcNow());
            var body = sent.Body.Span;
            return sent with
            {
                Id = id,
                Body = (byte[])[.. body[..at], .. Encoding.UTF8.GetBytes($"\"{id}\""), .. body[(at + old.Length)..]],
            };
        }
    }

    /// <summary>The body of a valid event of a generation, for someone to edit.</summary>
    public string Example(EventGeneration generation)
    {
        lock (_gate)
        {
            return Encoding.UTF8.GetString(Usual(generation, NewConversation(EventMix.Nothing)).Body.Span);
        }
    }

    /// <summary>A call that begins now.</summary>
    public Conversation NewCall()
    {
        lock (_gate)
        {
            while (true)
            {
                var call = Conversations.Of(SeededIds.Next(_randomOfCalls, clock.GetUtcNow()));
                if (call.Media == MediaType.Voice)
                {
                    return call;
                }
            }
        }
    }

    /// <summary>The event about one utterance of a live call.</summary>
    public OutgoingEvent Transcription(Conversation call, int number)
    {
        lock (_gate)
        {
            return Partner(TranscriptionTopic.Of(call, number, clock.GetUtcNow()), call.Id, _randomOfCalls);
        }
    }

    private OutgoingEvent NextUsual(EventMix mix)
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
        var conversation = NewConversation(mix);
        var isLost = Conversations.Exists(conversation.Id) && mix.LoseOneIn > 0 && ++_begun % mix.LoseOneIn == 0;
        if (_random.NextDouble() >= mix.FlatShare)
        {
            return Steps(
                conversation, isLost,
                ConversationTopics.Of(conversation).Select<ConversationTopic, Func<OutgoingEvent>>(
                    topic => () => Partner(topic, conversation.Id, _random)));
        }

        var types = new List<string> { FlatEnvelope.Created };
        types.AddRange(Enumerable.Repeat(FlatEnvelope.Updated, _random.Next(2, 6)));
        types.Add(FlatEnvelope.Analyzed);
        return Steps(
            conversation, isLost, types.Select<string, Func<OutgoingEvent>>(type => () => Flat(type, conversation)));
    }

    // Analytics has it from its first event on, whether that is sent or lost.
    private Queue<Func<OutgoingEvent>> Steps(
        Conversation conversation, bool isLost, IEnumerable<Func<OutgoingEvent>> events) =>
        new(events.Select<Func<OutgoingEvent>, Func<OutgoingEvent>>((next, index) => () =>
        {
            if (index == 0 && Conversations.Exists(conversation.Id))
            {
                made.Add(conversation, isLost);
            }

            return next() with { IsLost = isLost };
        }));

    // It began long enough ago to be over by now, so that what the API says of it lies in the past.
    private Conversation NewConversation(EventMix mix)
    {
        var isUnknown = _random.NextDouble() < mix.UnknownConversationShare;
        var startedAt = isUnknown ? DateTimeOffset.UnixEpoch : clock.GetUtcNow() - TimeSpan.FromMinutes(15);
        return Conversations.Of(SeededIds.Next(_random, startedAt));
    }

    private OutgoingEvent NextOf(EventKind kind)
    {
        var usual = Usual(kind.Generation, NewConversation(EventMix.Nothing));
        var root = (JsonObject)JsonNode.Parse(usual.Body.Span)!;
        return usual with
        {
            ConversationId = kind.IsValid ? usual.ConversationId : null,
            Body = kind.Write(root),
            IsWholeBody = kind.IsWholeBody,
            ContentType = kind.ContentType,
            ContentEncoding = kind.ContentEncoding,
            Kind = kind.Name,
            ExpectedStatus = kind.ExpectedStatus,
        };
    }

    private OutgoingEvent Usual(EventGeneration generation, Conversation conversation) =>
        generation == EventGeneration.Flat
        ? Flat(FlatEnvelope.Updated, conversation)
        : Partner(ConversationTopics.Of(conversation).First(), conversation.Id, _random);

    private OutgoingEvent Flat(string type, Conversation conversation)
    {
        var now = clock.GetUtcNow();
        var id = SeededIds.Next(_random, now);
        var envelope = FlatEnvelope.Wrap(id, type, SeededIds.Next(_random, now), conversation, now);
        return Write(id, type, EventGeneration.Flat, conversation.Id, envelope);
    }

    private OutgoingEvent Partner(ConversationTopic topic, string conversationId, Random random)
    {
        var now = clock.GetUtcNow();
        var id = SeededIds.Next(random, now);
        var name = topic.Template.Replace("{id}", conversationId, StringComparison.Ordinal);
        var envelope = PartnerEnvelope.Wrap(id, topic.Template, name, topic.Body, SeededIds.Next(random, now), now);
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

    private static OutgoingEvent Write(
        string id, string type, EventGeneration generation, string? conversationId, JsonObject envelope) => new()
        {
            Id = id,
            EventType = type,
            Generation = generation,
            ConversationId = conversationId,
            Body = EventKinds.ToBytes(envelope),
        };
}
