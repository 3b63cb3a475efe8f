using System.Buffers.Text;
using System.Text;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>
/// Tokens of the operations that page: opaque to the caller, and bound to what was asked for, so that a token that
/// comes with another question is refused.
/// </summary>
internal static class PageToken
{
    public static string Write(string question, string place) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Mark(question)} {place}"));

    /// <summary>The place in a token; null when there is none.</summary>
    public static string? Read(string question, string? token)
    {
        if (token is null)
        {
            return null;
        }

        if (Base64Url.IsValid(token))
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
            var mark = Mark(question) + " ";
            if (text.StartsWith(mark, StringComparison.Ordinal))
            {
                return text[mark.Length..];
            }
        }

        throw ApiException.InvalidParameter("The specified nextToken is invalid.");
    }

    private static string Mark(string question)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(question));
        return Convert.ToHexStringLower(hash.AsSpan(0, 8));
    }
}
