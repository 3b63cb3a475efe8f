using System.Globalization;
using System.Text.RegularExpressions;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Signing;

/// <summary>
/// What a request says about its SigV4 signature, in its <c>Authorization</c> header or, presigned, in its query:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
/// </summary>
/// <param name="AccessKeyId">Who signed.</param>
/// <param name="Day">Day of the signature, <c>yyyyMMdd</c>.</param>
/// <param name="Region">Region of the scope.</param>
/// <param name="Service">Service of the scope.</param>
/// <param name="SignedHeaders">Names of the headers that were signed, in lower case, with <c>;</c> between
/// them.</param>
/// <param name="Signature">The signature in hexadecimal.</param>
/// <param name="Date">When it was signed, <c>yyyyMMddTHHmmssZ</c> when it is well-formed.</param>
/// <param name="SessionToken">The token of temporary credentials; null: none.</param>
/// <param name="Expires">For how many seconds a presigned request is good, as it is given; null: not presigned.</param>
internal readonly partial record struct Authorization(
    string AccessKeyId, string Day, string Region, string Service, string SignedHeaders, string Signature, string Date,
    string? SessionToken, string? Expires)
{
    public const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string Algorithm = "AWS4-HMAC-SHA256";

    private static readonly string[] PresignedParameters =
    [
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date", "X-Amz-Expires",
    ];

    /// <summary>Reads a request's authorization.</summary>
    /// <exception cref="ApiException">It is missing or malformed; AWS's error for that.</exception>
    public static Authorization Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!string.IsNullOrWhiteSpace(header))
        {
            return Parse(header, DateOf(request.Headers), request.Headers["X-Amz-Security-Token"]);
        }

        var query = request.Query;
        return query.ContainsKey("X-Amz-Algorithm") || query.ContainsKey("X-Amz-Signature")
            ? Presigned(query)
            : throw new ApiException("MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    /// <summary>Reads an <c>Authorization</c> header.</summary>
    internal static Authorization Parse(string header, string date, string? token)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw Incomplete("Authorization header requires the algorithm AWS4-HMAC-SHA256.");
        }

        var (credential, signedHeaders, signature) = ("", "", "");
        foreach (var part in header[(Algorithm.Length + 1)..].Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : part[(equals + 1)..];
            switch (equals < 0 ? part : part[..equals])
            {
                case "Credential":
                    credential = value;
                    break;
                case "SignedHeaders":
                    signedHeaders = value;
                    break;
                case "Signature":
                    signature = value;
                    break;
            }
        }

        var missing = (credential.Length > 0 ? "" : "Authorization header requires 'Credential' parameter. ")
            + (signature.Length > 0 ? "" : "Authorization header requires 'Signature' parameter. ")
            + (signedHeaders.Length > 0 ? "" : "Authorization header requires 'SignedHeaders' parameter. ")
            + (
                date.Length > 0
                    ? ""
                    : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        return missing.Length > 0
            ? throw Incomplete(missing.TrimEnd())
            : Scoped(credential, signedHeaders, signature, date, string.IsNullOrEmpty(token) ? null : token, null);
    }

    private static Authorization Presigned(IQueryCollection query)
    {
        var missing = string.Concat(PresignedParameters
            .Where(name => string.IsNullOrEmpty(query[name]))
            .Select(name => $"AWS query-string parameters must include '{name}'. "));
        if (missing.Length > 0)
        {
            throw Incomplete(missing + "Re-examine the query-string parameters.");
        }

        return query["X-Amz-Algorithm"] != Algorithm
            ? throw Incomplete("AWS query-string parameters require the algorithm AWS4-HMAC-SHA256.")
            : Scoped(
                query["X-Amz-Credential"]!, query["X-Amz-SignedHeaders"]!, query["X-Amz-Signature"]!,
                query["X-Amz-Date"]!, query["X-Amz-Security-Token"], query["X-Amz-Expires"]);
    }

    private static Authorization Scoped(
        string credential, string signedHeaders, string signature, string date, string? token, string? expires)
    {
        // The access key may hold a slash; the scope behind it has four parts.
        var scope = credential.Split('/');
        if (scope.Length < 5 || scope[^1] != "aws4_request" || scope[^4].Length != 8)
        {
            throw Incomplete(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");
        }

        return RegionName().IsMatch(scope[^3])
            ? new Authorization(
                string.Join('/', scope[..^4]), scope[^4], scope[^3], scope[^2], signedHeaders, signature, date, token,
                expires)
            : throw InvalidRegion();
    }

    /// <summary>The date of the signature: <c>X-Amz-Date</c>, or <c>Date</c> when there is none.</summary>
    private static string DateOf(IHeaderDictionary headers)
    {
        var date = headers["X-Amz-Date"].ToString();
        return date.Length == 0
            && DateTimeOffset.TryParseExact(
                headers.Date, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.ToString(DateFormat, CultureInfo.InvariantCulture)
            : date.Length > 0 ? date : headers.Date.ToString();
    }

    public static ApiException InvalidRegion() =>
        new("InvalidSignatureException", "Credential should be scoped to a valid region.");

    private static ApiException Incomplete(string message) => new("IncompleteSignatureException", message);

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}\z", RegexOptions.None, 1_000)]
    private static partial Regex RegionName();
}
