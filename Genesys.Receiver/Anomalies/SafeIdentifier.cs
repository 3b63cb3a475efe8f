using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// The form in which an envelope's id and source may leave the service: in clear when they look like one, else their SHA-256 in
/// hexadecimal. A caller can put anything there, a phone number or an address too, and a hash can still be compared.
/// </summary>
public static class SafeIdentifier
{
    private const int MaxLength = 128;
    private static readonly string[] KnownSources = ["genesys.cloud", "aws.partner/genesys.com"];
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-");

    /// <summary>An event's id: a UUID, or at most 128 of <c>[A-Za-z0-9._/-]</c> with a letter among them; null stays null.</summary>
    public static string? EventId(string? value) => value is null || IsIdentifier(value) ? value : Hash(value);

    /// <summary>A source that is known, alone or with a path of the form of an identifier behind it; null stays null.</summary>
    public static string? Source(string? value) => value is null || IsKnownSource(value) ? value : Hash(value);

    private static bool IsIdentifier(string value) =>
        Guid.TryParseExact(value, "D", out _)
        || (value.Length is > 0 and <= MaxLength && !value.AsSpan().ContainsAnyExcept(Allowed) && value.Any(char.IsAsciiLetter));

    private static bool IsKnownSource(string value) => Array.Exists(KnownSources, known =>
        value == known || (value.StartsWith(known + "/", StringComparison.Ordinal) && IsIdentifier(value)));

    private static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
}
