using System.Globalization;

namespace Genesys.Console;

/// <summary>Numbers and spans as words.</summary>
internal static class Words
{
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>A span of time in its two largest units: <c>2 h 5 min</c>, <c>1.2 s</c>, <c>80 ms</c>.</summary>
    public static string Span(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Max(0, seconds));
        return span switch
        {
            { TotalDays: >= 1 } => Pair((int)span.TotalDays, "d", span.Hours, "h"),
            { TotalHours: >= 1 } => Pair((int)span.TotalHours, "h", span.Minutes, "min"),
            { TotalMinutes: >= 1 } => Pair((int)span.TotalMinutes, "min", span.Seconds, "s"),
            { TotalSeconds: >= 10 } => $"{(int)span.TotalSeconds} s",
            { TotalSeconds: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
            { Ticks: 0 } => "0 s",
            _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, span.TotalMilliseconds):0} ms"),
        };
    }

    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        >= 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 10):0.0} KiB"),
        _ => Count(bytes, "byte", "bytes"),
    };

    /// <summary>Its beginning, when it is longer.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…");

    /// <summary>With a full stop at its end.</summary>
    public static string Sentence(string text) =>
        text.TrimEnd() is [.., '.' or '!' or '?'] whole ? whole : text.TrimEnd() + ".";

    /// <summary><c>connection_refused</c> as <c>connection refused</c>, <c>http_410</c> as <c>HTTP 410</c>.</summary>
    public static string Plain(string word) => word.StartsWith("http_", StringComparison.Ordinal)
        ? "HTTP " + word[5..] : word.Replace('_', ' ').Replace(" json", " JSON", StringComparison.Ordinal);

    /// <summary>
    /// A reason as the receiver has it, of what tables show and people type: <c>HTTP 404</c> and <c>404</c> are
    /// <c>http_404</c>, <c>503 unavailable</c> is <c>unavailable</c>.
    /// </summary>
    public static string Reason(string shown) => shown.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var status] when IsStatus(status) => "http_" + status,
        [var http, var status] when IsStatus(status) && http.Equals("HTTP", StringComparison.OrdinalIgnoreCase) =>
            "http_" + status,
        [var status, .. { Length: > 0 } words] when IsStatus(status) => Joined(words),
        var words => Joined(words),
    };

    /// <summary><c>SCHEMA_DRIFT</c> as <c>Schema drift</c>.</summary>
    public static string Title(string word) =>
        word.Length == 0 ? word
            : (word[..1].ToUpperInvariant() + Plain(word[1..]).ToLowerInvariant())
                .Replace(" json", " JSON", StringComparison.Ordinal);

    /// <summary>How an attempt ended: <c>503 unavailable</c>, <c>HTTP 410</c>, <c>timeout</c>.</summary>
    public static string Outcome(int? status, string reason)
    {
        var code = status?.ToString(CultureInfo.InvariantCulture);
        return code is null ? Plain(reason) : reason == "http_" + code ? "HTTP " + code : $"{code} {Plain(reason)}";
    }

    /// <summary><c>deadLetter</c> as <c>dead letter</c>.</summary>
    public static string Name<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select((letter, index) =>
            char.IsUpper(letter) ? (index == 0 ? "" : " ") + char.ToLowerInvariant(letter) : letter.ToString()));

    private static bool IsStatus(string word) => word.Length == 3 && word.All(char.IsAsciiDigit);

    private static string Joined(string[] words) =>
        string.Join('_', words).Replace("_JSON", "_json", StringComparison.Ordinal);

    private static string Pair(int large, string unit, int small, string smallUnit) =>
        small == 0 ? $"{large} {unit}" : $"{large} {unit} {small} {smallUnit}";
}
