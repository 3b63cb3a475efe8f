using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Genesys.Receiver.Destinations.Webhook;

/// <summary>Signs requests as Standard Webhooks asks: HMAC-SHA256 over id, time stamp and body.</summary>
internal sealed class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const int LeastBytes = 24;
    private const int MostBytes = 64;

    private readonly byte[][] _keys;

    public WebhookSignature(IEnumerable<string> secrets) => _keys = [.. secrets.Select(Read).OfType<byte[]>()];

    /// <summary>False when there is no secret: nothing is signed.</summary>
    public bool Signs => _keys.Length > 0;

    /// <summary>True for <c>whsec_</c> and 24 to 64 bytes in Base64.</summary>
    public static bool IsSecret(string text) => Read(text) is not null;

    /// <summary>The value of <c>webhook-signature</c>: one signature for each secret, spaces between them.</summary>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>, in seconds since 1970.</param>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var text = new StringBuilder();
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in _keys)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hmac.AppendData(head);
            hmac.AppendData(body);
            hmac.GetHashAndReset(hash);
            text.Append(text.Length == 0 ? "v1," : " v1,").Append(Convert.ToBase64String(hash));
        }

        return text.ToString();
    }

    private static byte[]? Read(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var key = Convert.FromBase64String(secret[Prefix.Length..]);
            return key.Length is >= LeastBytes and <= MostBytes ? key : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
