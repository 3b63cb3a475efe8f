using System.Buffers;
using System.Text;
using Genesys.Receiver.Validation.Json;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>What a text consists of.</summary>
/// <param name="Characters">Unicode scalar values.</param>
/// <param name="IsBlank">True when it is empty or white space alone.</param>
/// <param name="HasControl">True when it holds a character of the category Cc.</param>
/// <param name="IsWellFormed">False when it holds half of a surrogate pair.</param>
internal readonly record struct TextForm(int Characters, bool IsBlank, bool HasControl, bool IsWellFormed)
{
    /// <param name="text">The text's bytes without escapes: UTF-8, but for half surrogate pairs that were
    /// escaped.</param>
    public static TextForm Of(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && !text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
        {
            return new TextForm(text.Length, false, false, true);
        }

        var characters = 0;
        var blank = true;
        var control = false;
        var wellFormed = true;
        while (!text.IsEmpty)
        {
            wellFormed &= Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done;
            text = text[length..];
            characters++;
            blank &= Rune.IsWhiteSpace(rune);
            control |= Rune.IsControl(rune);
        }

        return new TextForm(characters, blank, control, wellFormed);
    }

    /// <summary>True when a string's content is empty or white space alone.</summary>
    public static bool AllBlank(ReadOnlySpan<byte> raw, bool escaped)
    {
        if (!escaped)
        {
            return Of(raw).IsBlank;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length);
        var blank = Of(buffer.AsSpan(0, Utf8Text.Unescape(raw, buffer))).IsBlank;
        ArrayPool<byte>.Shared.Return(buffer);
        return blank;
    }
}
