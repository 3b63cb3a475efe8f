using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation.Json;
using Genesys.Receiver.Validation.Rules;
using Genesys.Receiver.Validation.Schemas;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>Objects whose members are known, and values that nothing is known of.</summary>
internal ref partial struct EventReader
{
    /// <summary>
    /// Longest escaped name that can be a known one: each of its 128 characters written as <c>\u0000</c>.
    /// </summary>
    private const int MaxEscapedName = 768;

    private bool ReadObject(ObjectRule rule)
    {
        if (!Open('}', out var next))
        {
            return false;
        }

        var seen = UInt128.Zero;
        var frame = _state.Names.Begin();
        if (rule.HoldsConversationId)
        {
            _hasConversationHolder = true;
        }

        if (next != '}' && !ReadMembers(rule, frame, next, ref seen))
        {
            return false;
        }

        Close();
        if ((rule.Required & ~seen) != UInt128.Zero)
        {
            AddMissing(rule, seen);
        }

        return true;
    }

    private bool ReadMembers(ObjectRule rule, int frame, int next, ref UInt128 seen)
    {
        var expected = 0;
        var isEnvelope = _state.Path.Length == _state.Path.Start;
        while (ReadMember(rule, frame, next, isEnvelope, ref expected, ref seen))
        {
            next = _json.Next();
            if (next == '}')
            {
                _state.Names.End(frame);
                return true;
            }

            if (next != ',')
            {
                return _json.FailHere(next);
            }

            _json.At++;
            next = _json.Next();
        }

        return false;
    }

    private bool ReadMember(ObjectRule rule, int frame, int next, bool isEnvelope, ref int expected, ref UInt128 seen)
    {
        if (!ReadName(next, out var name))
        {
            return false;
        }

        var member = Find(rule, name, ref expected);
        var noted = isEnvelope ? NoteMember(name) : 0;
        _state.Path.Push(member?.Name ?? (noted == EnvelopeMembers.Data ? Record.EventMember : EventPath.Wild));
        if (member is null ? !_state.Names.Add(frame, _json.Body, name) : (seen & member.Bit) != UInt128.Zero)
        {
            AddDuplicate(name);
        }

        if (!ReadColon(out next))
        {
            return false;
        }

        if (noted == EnvelopeMembers.Data)
        {
            // Twice, and none of them counts.
            _recordedEvent = next == '{' && _recordedEvent == NoRecord ? _json.At : AmbiguousRecord;
        }

        if (member is not null)
        {
            seen |= member.Bit;
            if (!ReadValue(member.Rule, member.Slot, next))
            {
                return false;
            }
        }
        else
        {
            if (!SkipValue(next))
            {
                return false;
            }

            if (rule.UnknownMembersAreDrift)
            {
                AddUnknownMember(name);
            }
        }

        _state.Path.Pop();
        return true;
    }

    private readonly Member? Find(ObjectRule rule, StringToken name, ref int expected)
    {
        var raw = _json.Raw(name);
        if (!name.Escaped)
        {
            return rule.Find(raw, ref expected);
        }

        if (raw.Length > MaxEscapedName)
        {
            return null;
        }

        Span<byte> unescaped = stackalloc byte[MaxEscapedName];
        return rule.Find(unescaped[..Utf8Text.Unescape(raw, unescaped)], ref expected);
    }

    private uint NoteMember(StringToken name)
    {
        var bit = EnvelopeMembers.BitOf(Unescaped(name));
        _members |= bit;
        return bit;
    }

    private readonly void AddMissing(ObjectRule rule, UInt128 seen)
    {
        foreach (var member in rule.Members)
        {
            if (member.Required && (seen & member.Bit) == UInt128.Zero)
            {
                _state.Findings.Add(_state.Path, FindingCodes.Required, RequiredMessage, member: member.Name);
            }
        }
    }

    private readonly void AddUnknownMember(StringToken name)
    {
        if (!_state.Drifts.IsFull)
        {
            var shown = name.Escaped ? EventPath.Wild : NameForm.Member(_json.Raw(name));
            _state.Drifts.Add(new Drift(_state.Path.ToPlace(shown), DriftKind.UnknownMember));
        }
    }

    /// <summary>
    /// Reads a value that no rule asks about; its syntax, its names and its numbers are checked all the same.
    /// </summary>
    private bool SkipValue(int next)
    {
        var top = -1;
        do
        {
            if (next is '{' or '[')
            {
                if (!SkipOpening(ref next, ref top, out var isEmpty))
                {
                    return false;
                }

                if (!isEmpty)
                {
                    continue;
                }
            }
            else if (!SkipScalar(next))
            {
                return false;
            }

            if (!SkipEndings(ref next, ref top))
            {
                return false;
            }
        }
        while (top >= 0);

        return true;
    }

    /// <summary>Goes into an object or an array, up to the first value in it.</summary>
    private bool SkipOpening(ref int next, ref int top, out bool isEmpty)
    {
        var isObject = next == '{';
        var close = isObject ? '}' : ']';
        isEmpty = false;
        if (!Open(close, out next))
        {
            return false;
        }

        if (next == close)
        {
            isEmpty = true;
            Close();
            return true;
        }

        var frame = isObject ? _state.Names.Begin() : ReaderState.ArrayFrame;
        _state.Frames[++top] = frame;
        if (isObject)
        {
            _state.Path.Push(EventPath.Wild);
            return ReadFreeName(frame, ref next);
        }

        _state.Path.PushIndex();
        return true;
    }

    private bool SkipScalar(int next) => next switch
    {
        '"' => _json.ReadString(out _),
        't' => _json.ReadLiteral("true"u8),
        'f' => _json.ReadLiteral("false"u8),
        'n' => _json.ReadLiteral("null"u8),
        _ => ReadNumberOrNonFinite(next),
    };

    /// <summary>Leaves what ends behind a value, up to the next value, or to the end of what is skipped.</summary>
    private bool SkipEndings(ref int next, ref int top)
    {
        for (; top >= 0; top--)
        {
            next = _json.Next();
            var frame = _state.Frames[top];
            if (next == ',')
            {
                _json.At++;
                next = _json.Next();
                if (frame != ReaderState.ArrayFrame)
                {
                    return ReadFreeName(frame, ref next);
                }

                _state.Path.NextIndex();
                return true;
            }

            if (next != (frame == ReaderState.ArrayFrame ? ']' : '}'))
            {
                return _json.FailHere(next);
            }

            Close();
            if (frame != ReaderState.ArrayFrame)
            {
                _state.Names.End(frame);
            }

            _state.Path.Pop();
        }

        return true;
    }

    private bool ReadFreeName(int frame, ref int next)
    {
        if (!ReadName(next, out var name))
        {
            return false;
        }

        if (!_state.Names.Add(frame, _json.Body, name))
        {
            AddDuplicate(name);
        }

        return ReadColon(out next);
    }

    private bool ReadNumberOrNonFinite(int next)
    {
        if (_json.IsAtNonFinite(next))
        {
            var at = _json.At;
            if (!_json.ReadNonFinite(next))
            {
                return false;
            }

            if (!_again)
            {
                _state.Findings.Add(_state.Path, FindingCodes.NonFiniteNumber, NonFiniteMessage, at);
            }

            return true;
        }

        return next is '-' or (>= '0' and <= '9') ? _json.ReadNumber(out _) : _json.FailHere(next);
    }
}
