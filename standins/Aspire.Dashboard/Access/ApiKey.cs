using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Aspire.Dashboard.Access;

/// <summary>Compares keys without telling by the time it takes how much of one was right.</summary>
internal static class ApiKey
{
    public const string OtlpHeader = "x-otlp-api-key";
    public const string ApiHeader = "x-api-key";

    /// <summary>True when the header has exactly one value, and it is one of the keys.</summary>
    public static bool Fits(StringValues header, string? primary, string? secondary)
    {
        if (header.Count != 1 || header[0] is not { Length: > 0 } sent)
        {
            return false;
        }

        return Same(sent, primary) | Same(sent, secondary);
    }

    public static bool Same(string? sent, string? expected)
    {
        if (string.IsNullOrEmpty(expected) || sent is null)
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(sent)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
    }
}
