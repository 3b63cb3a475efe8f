using System.Text;

namespace Genesys.Receiver.Validation.Rules;

/// <summary>Regular expressions as JSON Schema has them (ECMA-262, with or without its Unicode flag).</summary>
internal static class SchemaPattern
{
    /// <summary>One character, a line's end included.</summary>
    public const string AnyCharacter = "[\\s\\S]";

    /// <summary>
    /// Holds more than white space as Unicode counts it. ECMA-262's <c>\S</c> takes U+FEFF for white space and U+0085
    /// for none.
    /// </summary>
    public const string NotBlank = "[^\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

    /// <summary>Holds no character of the category Cc.</summary>
    public const string NoControlCharacters = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

    /// <summary>
    /// A text that stands for itself. Nothing but syntax is escaped: the Unicode flag forbids any other escape.
    /// </summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            if ("^$\\.*+?()[]{}|/".Contains(character, StringComparison.Ordinal))
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
