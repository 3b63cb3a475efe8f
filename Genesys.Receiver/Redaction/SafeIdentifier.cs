using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Genesys.Receiver.Redaction;

/// <summary>
/// Event ids and sources as they may be written in clear. A caller can put anything there, a name or a phone number
/// too: what isn't in the form of an identifier is replaced by its SHA-256, by which equal ones are still recognised.
/// </summary>
internal static class SafeIdentifier
{
    private const int MaxLength = 128;
    private const string FlatSource = "genesys.cloud";
    private const string PartnerSource = "aws.partner/";

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-");

    /// <summary>
    /// A UUID, or 1 to 128 of <c>A–Z a–z 0–9 . _ / -</c> with a letter among them, as it is; null for null; else
    /// <c>sha256:</c> + 64 digits.
    /// </summary>
    public static string? OfEventId(string? eventId) => eventId switch
    {
        null => null,
        _ when IsIdentifier(eventId) || Guid.TryParseExact(eventId, "D", out _) => eventId,
        _ => Hash(eventId),
    };

    /// <summary>
    /// <c>genesys.cloud</c>, or <c>aws.partner/{host}/cloud/{organization UUID}/{suffix}</c>, as it is; null for null;
    /// else <c>sha256:</c> + 64 digits.
    /// </summary>
    public static string? OfSource(string? source) => source switch
    {
        null => null,
        FlatSource => source,
        _ when IsPartnerSource(source) => source,
        _ => Hash(source),
    };

    private static bool IsIdentifier(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && text.ContainsAny(Letters) && !text.ContainsAnyExcept(Characters);

    private static bool IsPartnerSource(ReadOnlySpan<char> source)
    {
        if (source.Length > 2 * MaxLength || !source.StartsWith(PartnerSource, StringComparison.Ordinal))
        {
            return false;
        }

        Span<Range> parts = stackalloc Range[6];
        return source.Split(parts, '/') == 5
            && source[parts[1]] is "genesys.com" or "genesys.com.test"
            && source[parts[2]] is "cloud"
            && Guid.TryParseExact(source[parts[3]], "D", out _)
            && IsIdentifier(source[parts[4]]);
    }

    private static string Hash(string text) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
