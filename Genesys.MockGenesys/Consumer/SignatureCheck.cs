using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Genesys.MockGenesys.Consumer;

/// <summary>Verifies signatures of Standard Webhooks, as a consumer would who read its specification.</summary>
internal static class SignatureCheck
{
    private const long ToleranceSeconds = 5 * 60;

    /// <summary>Why a request isn't signed as it should be; null when it is.</summary>
    public static string? FindProblem(
        IHeaderDictionary headers, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        if (headers["webhook-id"].ToString() is not { Length: > 0 } id
            || !long.TryParse(
                headers["webhook-timestamp"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture,
                out var timestamp)
            || headers["webhook-signature"].ToString() is not { Length: > 0 } signatures)
        {
            return "webhook-id, webhook-timestamp and webhook-signature are missing.";
        }

        // In whole seconds, of which a header may name more than any span of time has.
        if (Math.Abs(now.ToUnixTimeSeconds() - timestamp) > ToleranceSeconds)
        {
            return "webhook-timestamp is more than 5 minutes away.";
        }

        using var hmac = IncrementalHash.CreateHMAC(
            HashAlgorithmName.SHA256, Convert.FromBase64String(secret["whsec_".Length..]));
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hmac.AppendData(body);
        var expected = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(hmac.GetHashAndReset()));
        return signatures.Split(' ').Any(
            signature => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected))
            ? null
            : "No signature is the body's.";
    }
}
