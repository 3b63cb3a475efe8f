using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>A secret that a caller must show, held and compared as its SHA-256, so that a comparison takes the same time whatever is shown.</summary>
public sealed class HashedSecret
{
    /// <summary>What a configured value starts with when it is a hash already.</summary>
    public const string HashPrefix = "sha256:";

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
