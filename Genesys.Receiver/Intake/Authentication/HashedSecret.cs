using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>
/// A secret that a caller must show, held and compared as its SHA-256, so that a comparison takes the same time
/// whatever is shown.
/// </summary>
internal sealed class HashedSecret
{
    /// <summary>What a configured value starts with when it is a hash already.</summary>
    public const string HashPrefix = "sha256:";

    /// <summary>Most characters of a secret, and of what a caller may make the service hash.</summary>
    public const int MaxLength = 512;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly byte[] _hash;

    /// <param name="configured">The secret in clear, or <c>sha256:</c> + 64 hexadecimal digits.</param>
    /// <exception cref="FormatException">The prefix is there, but 64 hexadecimal digits don't follow.</exception>
    public HashedSecret(string configured) => _hash = configured.StartsWith(HashPrefix, StringComparison.Ordinal)
        ? Convert.FromHexString(configured.AsSpan(HashPrefix.Length))
        : SHA256.HashData(Encoding.UTF8.GetBytes(configured));

    /// <summary>Whether a configured value is a hash.</summary>
    public static bool IsHash(string configured) =>
        configured.Length == HashPrefix.Length + 64
        && configured.StartsWith(HashPrefix, StringComparison.Ordinal)
        && !configured.AsSpan(HashPrefix.Length).ContainsAnyExcept(HexDigits);

    /// <summary>What is wrong with a configured secret, in a sentence; null: nothing.</summary>
    /// <param name="key">The key of its setting, with which the sentence begins.</param>
    /// <param name="configured">The secret in clear, or its hash.</param>
    /// <param name="minLength">Fewest characters of a secret in clear.</param>
    /// <param name="inHeader">Whether callers show it as a header's whole value.</param>
    public static string? FindProblem(string key, string configured, int minLength, bool inHeader) => configured switch
    {
        _ when configured.StartsWith(HashPrefix, StringComparison.Ordinal) =>
            IsHash(configured) ? null : $"{key} starts with {HashPrefix}, but 64 hexadecimal digits don't follow.",
        _ when string.IsNullOrWhiteSpace(configured) || configured.Length < minLength
            || configured.Length > MaxLength =>
            $"{key} must have {minLength} to {MaxLength} characters, or be {HashPrefix} and 64 hexadecimal digits.",
        _ when inHeader && !LiteralText.CanMatch(configured) =>
            $"{key} must not begin or end with a space, or hold a control character: no header can carry it.",
        _ => null,
    };

    /// <summary>Whether the secret has this SHA-256 (32 bytes), in constant time.</summary>
    public bool Has(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    /// <summary>SHA-256 of what a caller showed, in UTF-8.</summary>
    /// <param name="shown">What was shown.</param>
    /// <param name="hash">32 bytes to write to.</param>
    public static void Hash(ReadOnlySpan<char> shown, Span<byte> hash)
    {
        const int OnStack = 512;
        var length = Encoding.UTF8.GetByteCount(shown);
        var bytes = length <= OnStack ? stackalloc byte[OnStack] : new byte[length];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(shown, bytes)], hash);
    }
}
