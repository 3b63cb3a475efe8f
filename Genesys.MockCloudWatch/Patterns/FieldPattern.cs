using System.Buffers;

namespace Genesys.MockCloudWatch.Patterns;

/// <summary>A pattern of fields with spaces between them: <c>[ip, user, request=*html*, status=4*, ...]</c>.</summary>
/// <param name="before">Conditions of the fields before the ellipsis, or of all when there is none.</param>
/// <param name="after">Conditions of the fields behind the ellipsis; null when there is none.</param>
internal sealed class FieldPattern(FieldCondition[] before, FieldCondition[]? after) : FilterPattern
{
    private const int FieldsOnStack = 256;

    public override bool HasFields => true;

    public override bool Matches(ReadOnlySpan<byte> message)
    {
        // A field is a byte at least, and so is what divides it from the next.
        var most = (message.Length / 2) + 1;
        if (most <= FieldsOnStack)
        {
            return Matches(message, stackalloc Range[FieldsOnStack]);
        }

        var rented = ArrayPool<Range>.Shared.Rent(most);
        try
        {
            return Matches(message, rented);
        }
        finally
        {
            ArrayPool<Range>.Shared.Return(rented);
        }
    }

    private bool Matches(ReadOnlySpan<byte> message, Span<Range> fields)
    {
        var count = Split(message, fields);
        if (count < before.Length + (after?.Length ?? 0))
        {
            return false;
        }

        // Without an ellipsis the last field takes the rest of the message: [w1=ERROR, w2] finds every line that begins
        // with ERROR.
        if (after is null && count > before.Length)
        {
            fields[before.Length - 1] = fields[before.Length - 1].Start..;
        }

        return All(message, fields, before) && (after is null || All(message, fields[(count - after.Length)..], after));
    }

    private static bool All(ReadOnlySpan<byte> message, ReadOnlySpan<Range> fields, FieldCondition[] conditions)
    {
        for (var index = 0; index < conditions.Length; index++)
        {
            if (!conditions[index].Matches(message[fields[index]]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What stands in brackets or quotation marks is one field, without them.</summary>
    private static int Split(ReadOnlySpan<byte> message, Span<Range> fields)
    {
        var (count, at) = (0, 0);
        while (count < fields.Length)
        {
            while (at < message.Length && message[at] is (byte)' ' or (byte)'\t')
            {
                at++;
            }

            if (at >= message.Length)
            {
                break;
            }

            var close = message[at] switch { (byte)'[' => (byte)']', (byte)'"' => (byte)'"', _ => default };
            var length = close == default ? -1 : message[(at + 1)..].IndexOf(close);
            if (length >= 0)
            {
                fields[count++] = (at + 1)..(at + 1 + length);
                at += length + 2;
                continue;
            }

            length = message[at..].IndexOfAny((byte)' ', (byte)'\t');
            length = length < 0 ? message.Length - at : length;
            fields[count++] = at..(at + length);
            at += length;
        }

        return count;
    }
}
