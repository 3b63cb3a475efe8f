using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation.Json;
using Genesys.Receiver.Validation.Rules;
using Genesys.Receiver.Validation.Schemas;
using Genesys.Receiver.Validation.Schemas.Topics;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>
/// Reads one event after another from a body and holds each against its schema, in one pass and without a document in
/// between. A method returns false when the text breaks; what breaks the schema alone is a finding, and reading goes
/// on.
/// </summary>
internal ref partial struct EventReader(ReadOnlySpan<byte> body, SchemaRouter router, ReaderState state)
{
    /// <summary>No member was seen that may hold the event of a record, or more than one was.</summary>
    private const int NoRecord = -1;
    private const int AmbiguousRecord = -2;

    private readonly ReaderState _state = state;
    private readonly SchemaRouter _router = router;
    private JsonScanner _json = new(body);
    private Captures _captures;
    private EventSchema? _schema;
    private int _depth;
    private uint _members;
    private int _recordedEvent;
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
        _captures.TryGet(slot, out var token) && known.Find(_json.Raw(token)) is >= 0 and var index
            ? known.Values[index]
            : Text(slot);

    /// <summary>A string as it stands in the body.</summary>
    public readonly ReadOnlySpan<byte> Raw(StringToken token) => _json.Raw(token);

    /// <summary>
    /// Writes what was captured for a slot, with its escapes resolved; returns how many bytes, at most those of the
    /// token, or -1 when there is nothing.
    /// </summary>
    public readonly int CopyTo(Slot slot, Span<byte> destination)
    {
        if (!_captures.TryGet(slot, out var token))
        {
            return -1;
        }

        var raw = _json.Raw(token);
        if (token.Escaped)
        {
            return Utf8Text.Unescape(raw, destination);
        }

        raw.CopyTo(destination);
        return raw.Length;
    }

    /// <summary>True when the event read last names a conversation.</summary>
    public readonly bool NamesConversation => _conversationId == ConversationIdGiven.Something;

    /// <summary>The schema that judged the event read last.</summary>
    public readonly EventSchema? Schema => _schema;

    public int Next() => _json.Next();

    public bool FailHere(int next) => _json.FailHere(next);

    public bool Fail(JsonFault fault) => _json.Fail(fault, _json.At);

    /// <summary>Where the event read last stands: all that was read, or the member of a record that holds it.</summary>
    public Range Event { get; private set; }

    /// <summary>
    /// Reads the event that begins at <see cref="At"/> with <paramref name="next"/>. Findings and drift are in the
    /// state after it.
    /// </summary>
    public bool ReadEvent(int next)
    {
        var start = _json.At;
        _state.Reset();
        if (!ReadBySchema(next))
        {
            return false;
        }

        Event = start.._json.At;
        return !ReferenceEquals(_schema, Record.Schema) || ReadRecordedEvent();
    }

    /// <summary>Reads an event, or a record that holds one, by the schema that judges it.</summary>
    private bool ReadBySchema(int next)
    {
        var start = _json.At;
        _schema = _router.Guess(_json.Body[start..]);
        if (!ReadEnvelope(start, next, _schema.TakesLoneSurrogates))
        {
            // Which schema judges the event shows at its end, and one of them takes what the other doesn't.
            if (_json.Fault != JsonFault.LoneSurrogate || next != '{'
                || !ReadEnvelope(start, next, takesLoneSurrogates: true))
            {
                return false;
            }
        }

        if (next != '{')
        {
            _schema = null;
            NoteMissingEnvelope(MissingEnvelope.DescribeOther(_json.Body[start..]));
            return true;
        }

        var picked = _router.Pick(_members, Source, isRecord: _recordedEvent >= 0 && _state.Path.Start == 0);
        if (!ReferenceEquals(picked, _schema) || picked.TakesLoneSurrogates != _json.TakesLoneSurrogates)
        {
            _schema = picked;
            if (!ReadEnvelope(start, next, picked.TakesLoneSurrogates))
            {
                return false;
            }
        }

        if (!ReferenceEquals(picked, Record.Schema))
        {
            NoteMissingEnvelope(MissingEnvelope.Describe(_members, SchemaRouter.IsKnownSource(Source)));
            JudgeBetweenMembers();
        }

        return true;
    }

    /// <summary>Reads the event of the record that was read.</summary>
    private bool ReadRecordedEvent()
    {
        var (start, end) = (_recordedEvent, _json.At);
        var around = _state.Findings.Take();
        _json.At = start;
        _state.Reset(Record.EventMember);
        if (!ReadBySchema('{'))
        {
            return false;
        }

        Event = start.._json.At;
        _json.At = end;
        foreach (var finding in around)
        {
            // What was found in the event is found again.
            if (!finding.Path.StartsWith(Record.EventPointer, StringComparison.Ordinal))
            {
                _state.Findings.Add(finding);
            }
        }

        return true;
    }

    private bool ReadEnvelope(int start, int next, bool takesLoneSurrogates)
    {
        _state.Restart();
        _json.At = start;
        _json.TakesLoneSurrogates = takesLoneSurrogates;
        _captures = default;
        _members = 0;
        _recordedEvent = NoRecord;

        // What a record holds may go as deep as an event alone.
        _depth = ReferenceEquals(_schema, Record.Schema) ? -1 : 0;
        _deferredBody = -1;
        _hasConversationHolder = false;
        _conversationId = ConversationIdGiven.None;
        return ReadValue(_schema!.Envelope, Slot.None, next) && ReadDeferredBody();
    }

    private readonly ReadOnlySpan<byte> Source =>
        _captures.TryGet(Slot.Source, out var token) ? _json.Raw(token) : default;

    private readonly void NoteMissingEnvelope(string? message)
    {
        if (message is not null)
        {
            _state.Findings.AddFirst(new Finding(_state.Path.ToPointer(), FindingCodes.EnvelopeMissing, message));
        }
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

        var facts = new EventFacts(isAnalyzed, _hasConversationHolder, _conversationId, topicFits);
        foreach (var finding in _schema!.Judge(facts))
        {
            _state.Findings.Add(
                _state.Path.Start == 0 ? finding : finding with { Path = Record.EventPointer + finding.Path });
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
