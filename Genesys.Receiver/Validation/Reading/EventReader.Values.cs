using Genesys.Receiver.Validation.Json;
using Genesys.Receiver.Validation.Rules;
using Genesys.Receiver.Validation.Schemas;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>Values held against their rules.</summary>
internal ref partial struct EventReader
{
    private const string DuplicateMessage = "must not be there twice";
    private const string NonFiniteMessage = "must not be NaN or Infinity, which aren't JSON";
    private const string RequiredMessage = "required";

    private bool ReadValue(ValueRule rule, Slot slot, int next)
    {
        switch (rule.Kind)
        {
            case ValueKind.Text:
                return next == '"' ? ReadText((TextRule)rule, slot) : ReadOtherThanText((TextRule)rule, slot, next);
            case ValueKind.Object when next == '{':
                return ReadObject((ObjectRule)rule);
            case ValueKind.Array when next == '[':
                return ReadArray(((ArrayRule)rule).Element);
            case ValueKind.Map when next == '{':
                return ReadMap(((MapRule)rule).Value);
            case ValueKind.TopicBody when next == '{':
                return ReadTopicBody((TopicBodyRule)rule);
            case ValueKind.Integer when IsNumber(next):
                return ReadInteger((IntegerRule)rule, slot);
            case ValueKind.Number when IsNumber(next):
                return _json.ReadNumber(out _);
            case ValueKind.Boolean when next is 't' or 'f':
                return SkipValue(next);
            case ValueKind.Any:
                return ReadAny(slot, next);
            default:
                return ReadMistyped(rule, next);
        }
    }

    private readonly bool IsNumber(int next) => (uint)(next - '0') <= 9 || (next == '-' && !_json.IsAtNonFinite(next));

    private readonly void Add(string code, string message) => _state.Findings.Add(_state.Path, code, message);

    private bool ReadMistyped(ValueRule rule, int next)
    {
        // NaN gets its own finding at the same place.
        if (!_json.IsAtNonFinite(next))
        {
            Add(FindingCodes.Type, rule.TypeMessage);
        }

        return SkipValue(next);
    }

    private bool ReadOtherThanText(TextRule rule, Slot slot, int next)
    {
        _captures.Remove(slot);
        if (slot == Slot.ConversationId)
        {
            _conversationId = next == 'n' ? ConversationIdGiven.None : ConversationIdGiven.Something;
        }

        return rule.Nullable && next == 'n' ? _json.ReadLiteral("null"u8) : ReadMistyped(rule, next);
    }

    private bool ReadText(TextRule rule, Slot slot)
    {
        if (!_json.ReadString(out var token))
        {
            return false;
        }

        if (!rule.IsTypeAlone)
        {
            JudgeText(rule, slot, token);
        }

        if (slot != Slot.None)
        {
            Capture(slot, token);
        }

        return true;
    }

    private bool ReadAny(Slot slot, int next)
    {
        if (slot == Slot.None || next != '"')
        {
            return SkipValue(next);
        }

        if (!_json.ReadString(out var token))
        {
            return false;
        }

        Capture(slot, token);
        return true;
    }

    private void Capture(Slot slot, StringToken token)
    {
        _captures.Set(slot, token);
        if (slot == Slot.ConversationId)
        {
            _conversationId = TextForm.AllBlank(_json.Raw(token), token.Escaped)
                ? ConversationIdGiven.Blank
                : ConversationIdGiven.Something;
        }
    }

    private bool ReadInteger(IntegerRule rule, Slot slot)
    {
        var start = _json.At;
        if (!_json.ReadNumber(out var isInteger))
        {
            return false;
        }

        var text = _json.Body[start.._json.At];
        if (!isInteger && !IntegerText.IsInteger(text))
        {
            Add(FindingCodes.Type, rule.TypeMessage);
        }
        else if (!IntegerText.TryRead(text, out var number) || number < rule.Minimum || number > rule.Maximum)
        {
            Add(FindingCodes.OutOfRange, rule.RangeMessage);
        }
        else if (slot != Slot.None)
        {
            _captures.Set(slot, number);
        }

        return true;
    }

    /// <summary>
    /// Steps into the array or object at <see cref="At"/>; <paramref name="next"/> is the first byte of what it holds,
    /// or <paramref name="close"/>.
    /// </summary>
    private bool Open(int close, out int next)
    {
        next = -1;
        if (_depth == JsonLimits.MaxDepth)
        {
            return _json.Fail(JsonFault.TooDeep, _json.At);
        }

        _depth++;
        _json.At++;
        next = _json.Next();
        return _depth < JsonLimits.MaxDepth || next == close || _json.Fail(JsonFault.TooDeep, _json.At);
    }

    private void Close()
    {
        _depth--;
        _json.At++;
    }

    private bool ReadArray(ValueRule element)
    {
        if (!Open(']', out var next))
        {
            return false;
        }

        if (next == ']')
        {
            Close();
            return true;
        }

        _state.Path.PushIndex();
        while (true)
        {
            if (!ReadValue(element, Slot.None, next))
            {
                return false;
            }

            next = _json.Next();
            if (next == ']')
            {
                break;
            }

            if (next != ',')
            {
                return _json.FailHere(next);
            }

            _json.At++;
            next = _json.Next();
            _state.Path.NextIndex();
        }

        _state.Path.Pop();
        Close();
        return true;
    }

    private bool ReadMap(ValueRule value)
    {
        if (value.Kind == ValueKind.Any)
        {
            return SkipValue('{');
        }

        if (!Open('}', out var next))
        {
            return false;
        }

        if (next == '}')
        {
            Close();
            return true;
        }

        var frame = _state.Names.Begin();
        while (true)
        {
            if (!ReadName(next, out var name))
            {
                return false;
            }

            _state.Path.Push(EventPath.Wild);
            if (!_state.Names.Add(frame, _json.Body, name))
            {
                AddDuplicate(name);
            }

            if (!ReadColon(out next) || !ReadValue(value, Slot.None, next))
            {
                return false;
            }

            _state.Path.Pop();
            next = _json.Next();
            if (next == '}')
            {
                break;
            }

            if (next != ',')
            {
                return _json.FailHere(next);
            }

            _json.At++;
            next = _json.Next();
        }

        _state.Names.End(frame);
        Close();
        return true;
    }

    private bool ReadTopicBody(TopicBodyRule rule)
    {
        if (!_captures.TryGet(Slot.EventType, out var type))
        {
            _deferredBody = _json.At;
            _deferredRule = rule;
            return SkipValue('{');
        }

        return ReadObject(rule.RuleOf(Unescaped(type)));
    }

    /// <summary>Reads a topic's body that stood before the member that names the topic.</summary>
    private bool ReadDeferredBody()
    {
        if (_deferredBody < 0 || !_captures.TryGet(Slot.EventType, out var type))
        {
            return true;
        }

        var end = _json.At;
        _json.At = _deferredBody;
        _again = true;
        _state.Path.Push("detail");
        _state.Path.Push("eventBody");
        var read = ReadObject(_deferredRule!.RuleOf(Unescaped(type)));
        _state.Path.CutTo(_state.Path.Start);
        _again = false;
        _json.At = end;
        return read;
    }

    private readonly void AddDuplicate(StringToken name)
    {
        if (!_again)
        {
            _state.Findings.Add(_state.Path, FindingCodes.DuplicateMember, DuplicateMessage, name.Start - 1);
        }
    }

    /// <summary>Reads a member's name, with <paramref name="next"/> as its first byte.</summary>
    private bool ReadName(int next, out StringToken name)
    {
        name = default;
        return next == '"' ? _json.ReadString(out name) : _json.FailHere(next);
    }

    /// <summary>Reads the colon behind a name; <paramref name="next"/> is the first byte of the value.</summary>
    private bool ReadColon(out int next)
    {
        next = _json.Next();
        if (next != ':')
        {
            return _json.FailHere(next);
        }

        _json.At++;
        next = _json.Next();
        return true;
    }
}
