using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation.Json;
using Genesys.Receiver.Validation.Rules;
using Genesys.Receiver.Validation.Schemas;
using Genesys.Receiver.Validation.Schemas.Topics;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>
/// Reads one event after another from a body and holds each against its schema, in one pass and without a document in between. A
/// method returns false when the text breaks; what breaks the schema alone is a finding, and reading goes on.
/// </summary>
internal ref partial struct EventReader(ReadOnlySpan<byte> body, SchemaRouter router, ReaderState state)
{
    private readonly ReaderState _state = state;
    private readonly SchemaRouter _router = router;
    private JsonScanner _json = new(body);
    private Captures _captures;
    private EventSchema? _schema;
    private int _depth;
    private uint _signposts;
    private bool _again;
    private bool _hasConversationHolder;
    private ConversationIdGiven _conversationId;
    private int _deferredBody;
    private TopicBodyRule? _deferredRule;

    public readonly JsonFault Fault => _json.Fault;

    public readonly int FaultAt => _json.FaultAt;

    /// <summary>Offset of the next byte to read.</summary>
    public int At
    {
        readonly get => _json.At;
        set => _json.At = value;
    }

    public readonly Captures Captures => _captures;

    /// <summary>What was captured for a slot, or null.</summary>
    public readonly string? Text(Slot slot) =>
        _captures.TryGet(slot, out var token) ? Utf8Text.Decode(_json.Raw(token), token.Escaped) : null;

    /// <summary>What was captured for a slot, without a new string when it is a known one.</summary>
    public readonly string? TextOrKnown(Slot slot, Utf8Table known) =>
        _captures.TryGet(slot, out var token) && known.Find(_json.Raw(token)) is >= 0 and var index ? known.Values[index] : Text(slot);

    /// <summary>True when the event read last names a conversation.</summary>
    public readonly bool NamesConversation => _conversationId == ConversationIdGiven.Something;

    /// <summary>The schema that judged the event read last.</summary>
    public readonly EventSchema? Schema => _schema;

    public int Next() => _json.Next();

    public bool FailHere(int next) => _json.FailHere(next);

    public bool Fail(JsonFault fault) => _json.Fail(fault, _json.At);

    /// <summary>Reads the event that begins at <see cref="At"/> with <paramref name="next"/>. Findings and drift are in the state after it.</summary>
    public bool ReadEvent(int next)
    {
        var start = _json.At;
        _schema = _router.Guess(_json.Body[start..]);
        if (!ReadEnvelope(next))
        {
            return false;
        }

        if (next != '{')
        {
            _schema = null;
            return true;
        }

        var source = _captures.TryGet(Slot.Source, out var token) ? _json.Raw(token) : default;
        var picked = _router.Pick(_signposts, source);
        if (!ReferenceEquals(picked, _schema))
        {
            _schema = picked;
            _json.At = start;
            if (!ReadEnvelope(next))
            {
                return false;
            }
        }

        JudgeBetweenMembers();
        return true;
    }

    private bool ReadEnvelope(int next)
    {
        _state.Reset();
        _captures = default;
        _signposts = 0;
        _deferredBody = -1;
        _hasConversationHolder = false;
        _conversationId = ConversationIdGiven.None;
        return ReadValue(_schema!.Envelope, Slot.None, next) && ReadDeferredBody();
    }

    private readonly void JudgeBetweenMembers()
    {
        var isAnalyzed = false;
        var topicFits = true;
        if (_captures.TryGet(Slot.EventType, out var type))
        {
            var name = Unescaped(type);
            if (_schema!.ReportsTopics)
            {
                topicFits = !_captures.TryGet(Slot.TopicName, out var topic) || TopicForm.Fits(name, Unescaped(topic));
                NoteTopic(name);
            }
            else
            {
                isAnalyzed = name.SequenceEqual(FlatEvent.AnalyzedUtf8);
            }
        }

        foreach (var finding in _schema!.Judge(new EventFacts(isAnalyzed, _hasConversationHolder, _conversationId, topicFits)))
        {
            _state.Findings.Add(finding);
        }
    }

    private readonly void NoteTopic(ReadOnlySpan<byte> template)
    {
        if (TopicBodies.Find(template) is null)
        {
            _state.Drifts.Add(new Drift("/detail-type", DriftKind.UnknownTopic, NameForm.Topic(template)));
        }
    }

    private readonly ReadOnlySpan<byte> Unescaped(StringToken token)
    {
        var raw = _json.Raw(token);
        return token.Escaped ? System.Text.Encoding.UTF8.GetBytes(Utf8Text.Decode(raw, true)) : raw;
    }
}
