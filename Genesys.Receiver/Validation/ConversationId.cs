using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Genesys.Receiver.Validation;

/// <summary>
/// A conversation's id that can be asked for: 1 to 128 characters (Unicode scalar values, so that one beyond the BMP
/// counts as one), not blank, neither <c>.</c> nor <c>..</c>, without control characters and without half surrogate
/// pairs. Validation makes it where the event is judged; whoever takes it has nothing left to check.
/// </summary>
internal readonly record struct ConversationId
{
    /// <summary>Most characters, in Unicode scalar values.</summary>
    public const int MaxLength = 128;

    private readonly string? _value;

    private ConversationId(string value) => _value = value;

    /// <summary>The id as it was sent.</summary>
    /// <exception cref="InvalidOperationException">This is no id but the type's default.</exception>
    public string Value => _value ?? throw new InvalidOperationException("A conversation id is made by TryCreate.");

    /// <summary>Makes an id of a text; false when the text is none.</summary>
    public static bool TryCreate([NotNullWhen(true)] string? text, out ConversationId id)
    {
        id = default;
        if (text is null || !(IsPlain(text) || IsUsable(text)))
        {
            return false;
        }

        id = new ConversationId(text);
        return true;
    }

    /// <summary>The id as it was sent.</summary>
    public override string ToString() => _value ?? "";

    /// <summary>The usual case, without a look at each character.</summary>
    private static bool IsPlain(string text) =>
        text.Length is > 0 and <= MaxLength && text[0] != '.' && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static bool IsUsable(string text)
    {
        if (text is "." or ".." || string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        var rest = text.AsSpan();
        for (var characters = 0; !rest.IsEmpty; characters++)
        {
            if (characters == MaxLength
                || Rune.DecodeFromUtf16(rest, out var character, out var length) != System.Buffers.OperationStatus.Done
                || Rune.IsControl(character))
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }
}
