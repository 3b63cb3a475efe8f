using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Genesys.MockCloudWatch.Configuration;
using Genesys.MockCloudWatch.Wire;
using Microsoft.Extensions.Options;

namespace Genesys.MockCloudWatch.Signing;

/// <summary>
/// Checks SigV4 signatures when <see cref="MockOptions.AccessKeyId"/> and <see cref="MockOptions.SecretAccessKey"/> are
/// set,
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
internal sealed class SignatureCheck(IOptions<MockOptions> options, TimeProvider time)
{
    private const int MaxKeys = 100;
    private const int MaxExpires = 7 * 86_400;
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    /// <summary>Checks who signed, when, and what.</summary>
    /// <exception cref="ApiException">AWS's error for what is wrong.</exception>
    public void Check(in Authorization authorization, HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (options.Value is not { AccessKeyId.Length: > 0, SecretAccessKey: { Length: > 0 } secret } keys)
        {
            return;
        }

        // Credentials without a session take no token, and those of a session no other.
        if (authorization.AccessKeyId != keys.AccessKeyId
            || (authorization.SessionToken ?? "") != (keys.SessionToken ?? ""))
        {
            throw new ApiException(
                "UnrecognizedClientException", "The security token included in the request is invalid.");
        }

        if (authorization.Service != "logs")
        {
            throw Invalid("Credential should be scoped to correct service: 'logs'.");
        }

        CheckDate(authorization);
        CheckSignedHeaders(authorization, request);
        var expected = Sign(authorization, request, body, secret);
        var given = Encoding.UTF8.GetBytes(authorization.Signature);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), given))
        {
            throw Invalid(
                "The request signature we calculated does not match the signature you provided. "
                + "Check your AWS Secret Access Key and signing method. "
                + "Consult the service documentation for details.");
        }
    }

    private void CheckDate(in Authorization authorization)
    {
        var date = authorization.Date;
        if (!DateTimeOffset.TryParseExact(
            date, Authorization.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var signed))
        {
            throw new ApiException(
                "IncompleteSignatureException", "Date must be in ISO-8601 'basic format'. See ISO-8601.");
        }

        if (!date.StartsWith(authorization.Day, StringComparison.Ordinal))
        {
            throw Invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.");
        }

        var now = time.GetUtcNow();
        var current = Text(now);
        if (authorization.Expires is { } expires)
        {
            var seconds = int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
                && given is > 0 and <= MaxExpires
                ? given
                : throw Invalid("X-Amz-Expires must be between 1 and 604800 seconds.");
            if (now > signed.AddSeconds(seconds))
            {
                throw Invalid($"Signature expired: {current} is later than {Text(signed.AddSeconds(seconds))}");
            }
        }
        else if (signed < now - MaxSkew)
        {
            throw Invalid($"Signature expired: {date} is now earlier than {Text(now - MaxSkew)} ({current} - 5 min.)");
        }

        if (signed > now + MaxSkew)
        {
            throw Invalid(
                $"Signature not yet current: {date} is still later than {Text(now + MaxSkew)} ({current} + 5 min.)");
        }

        static string Text(DateTimeOffset moment) =>
            moment.ToString(Authorization.DateFormat, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The host and every <c>x-amz-</c> header must be signed: what isn't could have been changed on the way.
    /// </summary>
    private static void CheckSignedHeaders(in Authorization authorization, HttpRequest request)
    {
        var signed = authorization.SignedHeaders.Split(';').ToHashSet(StringComparer.Ordinal);
        if (!signed.Contains("host") && !signed.Contains(":authority"))
        {
            throw Invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }

        foreach (var name in request.Headers.Keys)
        {
            var lower = name.ToLowerInvariant();
            if (lower.StartsWith("x-amz-", StringComparison.Ordinal) && !signed.Contains(lower))
            {
                throw Invalid($"'{lower}' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
    }

    private string Sign(in Authorization authorization, HttpRequest request, ReadOnlySpan<byte> body, string secret)
    {
        var canonical = new StringBuilder()
            .Append(request.Method).Append('\n')
            .Append(
                Uri.EscapeDataString(request.Path.Value ?? "/").Replace(
                    "%2F", "/", StringComparison.Ordinal)).Append('\n')
            .Append(CanonicalQuery(request)).Append('\n');
        foreach (var name in authorization.SignedHeaders.Split(';'))
        {
            // A header that comes several times is one with commas; runs of spaces are one.
            var value = string.Join(
                ',',
                request.Headers[name].Select(
                    item => string.Join(' ', (item ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))));
            canonical
                .Append(name)
                .Append(':')
                .Append(name == "host" && value.Length == 0 ? request.Host.Value : value)
                .Append('\n');
        }

        canonical
            .Append('\n')
            .Append(authorization.SignedHeaders)
            .Append('\n')
            .Append(Convert.ToHexStringLower(SHA256.HashData(body)));
        var scope = $"{authorization.Day}/{authorization.Region}/{authorization.Service}/aws4_request";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())));
        var toSign = $"AWS4-HMAC-SHA256\n{authorization.Date}\n{scope}\n{hash}";
        return Convert.ToHexStringLower(
            HMACSHA256.HashData(Key(authorization, scope, secret), Encoding.UTF8.GetBytes(toSign)));
    }

    /// <summary>The key of a day, region and service: four hashes that are the same for each of its requests.</summary>
    private byte[] Key(in Authorization authorization, string scope, string secret)
    {
        if (_keys.TryGetValue(scope, out var known))
        {
            return known;
        }

        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (string[])[authorization.Day, authorization.Region, authorization.Service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        if (_keys.Count >= MaxKeys)
        {
            _keys.Clear();
        }

        _keys[scope] = key;
        return key;
    }

    private static string CanonicalQuery(HttpRequest request) => string.Join('&', request.Query
        .Where(pair => pair.Key != "X-Amz-Signature")
        .SelectMany(
            pair =>
                pair.Value.Select(
                    value => (Key: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(value ?? ""))))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key}={pair.Value}"));

    private static ApiException Invalid(string message) => new("InvalidSignatureException", message);
}
