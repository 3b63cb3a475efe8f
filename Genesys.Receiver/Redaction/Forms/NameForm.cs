using System.Text;

namespace Genesys.Receiver.Redaction.Forms;

/// <summary>
/// What of an unknown name or value may be shown: only what has the form of something that Genesys Cloud would call so.
/// A sender can put anything where a name stands, so that the forms leave no room for a number, an address or a
/// sentence.
/// </summary>
internal static class NameForm
{
    /// <summary>What stands for a name that may not be shown.</summary>
    public const string Hidden = "*";

    private const int MaxMemberLength = 64;
    private const int MaxConstantLength = 40;
    private const int MaxTopicLength = 128;
    private const int MaxDigitsInRow = 3;

    /// <summary>A member's name when it is an ASCII identifier, else <c>*</c>.</summary>
    public static string Member(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxMemberLength || name.IsEmpty || !char.IsAsciiLetter((char)name[0]) || HasNumber(name))
        {
            return Hidden;
        }

        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'_' or (byte)'-'))
            {
                return Hidden;
            }
        }

        return Encoding.ASCII.GetString(name);
    }

    /// <summary>A value when it is written like an enumeration's constant (<c>FLOW_OUT</c>), else null.</summary>
    public static string? Constant(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length > MaxConstantLength || !char.IsAsciiLetterUpper((char)value[0]))
        {
            return null;
        }

        foreach (var letter in value)
        {
            if (!char.IsAsciiLetterUpper((char)letter) && letter != (byte)'_')
            {
                return null;
            }
        }

        return Encoding.ASCII.GetString(value);
    }

    /// <summary>
    /// A topic template when it is written like one (<c>v2.</c>, then names and <c>{id}</c> with dots between), else
    /// null.
    /// </summary>
    public static string? Topic(ReadOnlySpan<byte> template)
    {
        if (template.Length > MaxTopicLength || !template.StartsWith("v2."u8))
        {
            return null;
        }

        foreach (var range in template[3..].Split((byte)'.'))
        {
            var segment = template[3..][range];
            if (!segment.SequenceEqual("{id}"u8) && Member(segment) == Hidden)
            {
                return null;
            }
        }

        return Encoding.ASCII.GetString(template);
    }

    private static bool HasNumber(ReadOnlySpan<byte> name)
    {
        var digits = 0;
        foreach (var letter in name)
        {
            digits = char.IsAsciiDigit((char)letter) ? digits + 1 : 0;
            if (digits > MaxDigitsInRow)
            {
                return true;
            }
        }

        return false;
    }
}
