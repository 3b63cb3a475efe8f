using System.Globalization;
using System.Text;

namespace Aspire.Dashboard.Resources;

/// <summary>A part of a console line in one style.</summary>
/// <param name="Style">Classes of the style sheet (<c>ansi-red ansi-bold</c>); empty for plain text.</param>
public readonly record struct ConsoleSpan(string Text, string Style);

/// <summary>One line of a resource's console, with the time that the host wrote before it and the ANSI styles that the program wrote into it.</summary>
/// <param name="Sequence">Rises by one with each line of a page.</param>
/// <param name="Time">When the host read it; null when the line has no time.</param>
/// <param name="Text">Without escape sequences.</param>
public sealed record ConsoleLine(long Sequence, string Resource, DateTimeOffset? Time, string Text, IReadOnlyList<ConsoleSpan> Spans, bool IsError)
{
    /// <summary>Characters of a line that are shown.</summary>
    public const int MaxLength = 8 * 1024;

    private static readonly string[] Colours = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    public static ConsoleLine Parse(long sequence, string resource, string raw, bool isError)
    {
        raw = raw.Length <= MaxLength ? raw : raw[..MaxLength] + "…";
        DateTimeOffset? time = null;
        // The host puts "2025-01-31T10:20:30.1234567Z " before each line.
        var space = raw.IndexOf(' ', StringComparison.Ordinal);
        if (space is >= 20 and <= 40 && raw[10] == 'T'
            && DateTimeOffset.TryParse(raw.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
        {
            time = parsed;
            raw = raw[(space + 1)..];
        }

        var spans = Styled(raw);
        return new ConsoleLine(sequence, resource, time, string.Concat(spans.Select(span => span.Text)), spans, isError);
    }

    private static List<ConsoleSpan> Styled(string raw)
    {
        var spans = new List<ConsoleSpan>(1);
        var text = new StringBuilder();
        string foreground = "", background = "";
        bool bold = false, dim = false, underline = false, italic = false;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\u001b')
            {
                if (!char.IsControl(raw[i]) || raw[i] == '\t')
                {
                    text.Append(raw[i]);
                }

                continue;
            }

            // CSI is "ESC [ parameters letter"; whatever else begins with ESC is dropped up to its letter.
            var end = i + 1;
            while (end < raw.Length && (raw[end] is '[' or ';' or '?' or ':' || char.IsAsciiDigit(raw[end])))
            {
                end++;
            }

            if (end < raw.Length && raw[end] == 'm' && i + 1 < raw.Length && raw[i + 1] == '[')
            {
                Flush();
                Apply(raw[(i + 2)..end]);
            }

            i = end;
        }

        Flush();
        return spans;

        void Flush()
        {
            if (text.Length > 0)
            {
                var style = $"{foreground} {background} {(bold ? "ansi-bold" : "")} {(dim ? "ansi-dim" : "")} {(underline ? "ansi-underline" : "")} {(italic ? "ansi-italic" : "")}";
                spans.Add(new ConsoleSpan(text.ToString(), string.Join(' ', style.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
                text.Clear();
            }
        }

        void Apply(string parameters)
        {
            var codes = parameters.Split(';');
            for (var c = 0; c < codes.Length; c++)
            {
                _ = int.TryParse(codes[c], NumberStyles.None, CultureInfo.InvariantCulture, out var code);
                switch (code)
                {
                    case 0:
                        (foreground, background, bold, dim, underline, italic) = ("", "", false, false, false, false);
                        break;
                    case 1:
                        bold = true;
                        break;
                    case 2:
                        dim = true;
                        break;
                    case 3:
                        italic = true;
                        break;
                    case 4:
                        underline = true;
                        break;
                    case 22:
                        (bold, dim) = (false, false);
                        break;
                    case 23:
                        italic = false;
                        break;
                    case 24:
                        underline = false;
                        break;
                    case >= 30 and <= 37:
                        foreground = "ansi-" + Colours[code - 30];
                        break;
                    case >= 90 and <= 97:
                        foreground = "ansi-bright-" + Colours[code - 90];
                        break;
                    case 39:
                        foreground = "";
                        break;
                    case >= 40 and <= 47:
                        background = "ansi-on-" + Colours[code - 40];
                        break;
                    case >= 100 and <= 107:
                        background = "ansi-on-" + Colours[code - 100];
                        break;
                    case 49:
                        background = "";
                        break;
                    case 38 or 48:
                        // 38;5;n and 38;2;r;g;b: of the 256 colours the first sixteen have a class, the others stay plain.
                        var isIndexed = c + 2 < codes.Length && codes[c + 1] == "5";
                        if (isIndexed && int.TryParse(codes[c + 2], NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < 16)
                        {
                            var name = Colours[index % 8];
                            (foreground, background) = code == 38 ? ($"ansi-{(index > 7 ? "bright-" : "")}{name}", background) : (foreground, $"ansi-on-{name}");
                        }

                        c += isIndexed ? 2 : 4;
                        break;
                }
            }
        }
    }
}
