using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Console;

/// <summary>The text of a line as it is shown.</summary>
internal static partial class LogText
{
    /// <summary>The line without the instant that the log puts before it.</summary>
    public static string Of(LogLine line)
    {
        var space = line.Content.IndexOf(' ', StringComparison.Ordinal);
        return space > 18 && char.IsAsciiDigit(line.Content[0]) ? line.Content[(space + 1)..] : line.Content;
    }

    public static string WithoutColours(string text) => text.Contains('\u001b', StringComparison.Ordinal) ? Escape().Replace(text, "") : text;

    [GeneratedRegex(@"\u001b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Escape();
}
