using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Genesys.MockCloudWatch.Wire;
using Microsoft.Extensions.Options;

namespace Genesys.MockCloudWatch.Signing;

/// <summary>
/// Checks SigV4 signatures when <see cref="MockOptions.AccessKeyId"/> and <see cref="MockOptions.SecretAccessKey"/> are set,
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
public sealed class SignatureCheck(IOptions<MockOptions> options, TimeProvider time)
{
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int MaxKeys = 100;
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    /// <summary>Checks who signed, when, and what.</summary>
    /// <exception cref="ApiException">AWS's error for what is wrong.</exception>
    public void Check(Authorization authorization, HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (options.Value is not { AccessKeyId.Length: > 0, SecretAccessKey: { Length: > 0 } secret } keys)
        {
            return;
        }

        if (authorization.AccessKeyId != keys.AccessKeyId)
        {
            throw new ApiException("UnrecognizedClientException", "The security token included in the request is invalid.");
        }

        if (authorization.Service != "logs")
        {
            throw Invalid("Credential should be scoped to correct service: 'logs'.");
        }

        var date = request.Headers["X-Amz-Date"].ToString();
        CheckDate(authorization, date);
        var expected = Sign(authorization, request, body, date, secret);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(authorization.Signature)))
        {
            throw Invalid(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
                + "Consult the service documentation for details.");
        }
    }

    private void CheckDate(Authorization authorization, string date)
    {
        if (!DateTimeOffset.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed))
        {
            throw new ApiException("IncompleteSignatureException", "Date must be in ISO-8601 'basic format'. See ISO-8601.");
        }

        if (!date.StartsWith(authorization.Date, StringComparison.Ordinal))
        {
            throw Invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.");
        }

        var now = time.GetUtcNow();
        var current = now.ToString(DateFormat, CultureInfo.InvariantCulture);
        if (signed < now - MaxSkew)
        {
            throw Invalid($"Signature expired: {date} is now earlier than {Text(now - MaxSkew)} ({current} - 5 min.)");
        }

        if (signed > now + MaxSkew)
        {
            throw Invalid($"Signature not yet current: {date} is still later than {Text(now + MaxSkew)} ({current} + 5 min.)");
        }

        static string Text(DateTimeOffset moment) => moment.ToString(DateFormat, CultureInfo.InvariantCulture);
    }

    private string Sign(Authorization authorization, HttpRequest request, ReadOnlySpan<byte> body, string date, string secret)
    {
        var canonical = new StringBuilder()
            .Append(request.Method).Append('\n')
            .Append(Uri.EscapeDataString(request.Path.Value ?? "/").Replace("%2F", "/", StringComparison.Ordinal)).Append('\n')
            .Append(CanonicalQuery(request)).Append('\n');
        foreach (var name in authorization.SignedHeaders.Split(';'))
        {
            // A header that comes several times is one with commas; runs of spaces are one.
            var value = string.Join(',', request.Headers[name].Select(item => string.Join(' ', (item ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))));
            canonical.Append(name).Append(':').Append(name == "host" && value.Length == 0 ? request.Host.Value : value).Append('\n');
        }

        canonical.Append('\n').Append(authorization.SignedHeaders).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(body)));
        var scope = $"{authorization.Date}/{authorization.Region}/{authorization.Service}/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(Key(authorization, scope, secret), Encoding.UTF8.GetBytes(toSign)));
    }

    /// <summary>The key of a day, region and service: four hashes that are the same for each of its requests.</summary>
    private byte[] Key(Authorization authorization, string scope, string secret)
    {
        if (_keys.TryGetValue(scope, out var known))
        {
            return known;
        }

        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (string[])[authorization.Date, authorization.Region, authorization.Service, "aws4_request"])
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
        .SelectMany(pair => pair.Value.Select(value => (Uri.EscapeDataString(pair.Key), Uri.EscapeDataString(value ?? ""))))
        .Order()
        .Select(pair => $"{pair.Item1}={pair.Item2}"));

    private static ApiException Invalid(string message) => new("InvalidSignatureException", message);
}
