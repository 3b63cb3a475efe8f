using System.Buffers;
using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation.Json;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>Strings held against their rules.</summary>
internal ref partial struct EventReader
{
    private void JudgeText(TextRule rule, Slot slot, StringToken token)
    {
        var raw = _json.Raw(token);
        if (!token.Escaped)
        {
            JudgeText(rule, slot, raw);
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length);
        JudgeText(rule, slot, buffer.AsSpan(0, Utf8Text.Unescape(raw, buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void JudgeText(TextRule rule, Slot slot, ReadOnlySpan<byte> text)
    {
        if (rule.IsDateTime)
        {
            JudgeDateTime(slot, text);
        }
        else if (rule.OneOf is { } values)
        {
            if (values.Find(text) < 0)
            {
                Add(FindingCodes.UnsupportedValue, rule.OneOfMessage);
            }
        }
        else if (rule.Known is { } known)
        {
            if (known.Find(text) < 0 && !_state.Drifts.IsFull)
            {
                _state.Drifts.Add(new Drift(_state.Path.ToPlace(), DriftKind.UnknownValue, NameForm.Constant(text)));
            }
        }
        else
        {
            JudgeForm(rule, text);
        }
    }

    private void JudgeDateTime(Slot slot, ReadOnlySpan<byte> text)
    {
        switch (DateTimeText.Read(text, out var time))
        {
            case DateTimeVerdict.NotADateTime:
                Add(FindingCodes.DateTime, "must be an ISO 8601 date and time, such as 2024-05-01T12:34:56Z");
                break;
            case DateTimeVerdict.OutOfRange:
                Add(FindingCodes.OutOfRange, "must be an instant in the years 1 to 9999 UTC");
                break;
            default:
                if (slot == Slot.Time)
                {
                    _captures.Time = time;
                }

                break;
        }
    }

    private readonly void JudgeForm(TextRule rule, ReadOnlySpan<byte> text)
    {
        var form = TextForm.Of(text);
        if (rule.NotBlank && form.IsBlank)
        {
            Add(FindingCodes.Blank, "must not be blank");
        }

        if (rule.NoControlCharacters && form.HasControl)
        {
            Add(FindingCodes.ControlCharacter, "must not hold control characters");
        }

        if (rule.WellFormed && !form.IsWellFormed)
        {
            Add(FindingCodes.LoneSurrogate, "must not hold half of a surrogate pair");
        }

        if (rule.MaxLength > 0 && form.Characters > rule.MaxLength)
        {
            Add(FindingCodes.TooLong, rule.TooLongMessage);
        }

        if (rule.NotDotSegment && (text.SequenceEqual("."u8) || text.SequenceEqual(".."u8)))
        {
            Add(FindingCodes.DotSegment, "must not be a dot segment");
        }

        if (rule.Prefixes is not null && !rule.HasKnownPrefix(text))
        {
            Add(FindingCodes.UnsupportedValue, rule.PrefixMessage);
        }
    }
}
