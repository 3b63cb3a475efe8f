using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Signing;

/// <summary>A SigV4 <c>Authorization</c> header, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.</summary>
/// <param name="AccessKeyId">Who signed.</param>
/// <param name="Date">Day of the signature, <c>yyyyMMdd</c>.</param>
/// <param name="Region">Region of the scope.</param>
/// <param name="Service">Service of the scope.</param>
/// <param name="SignedHeaders">Names of the headers that were signed, in lower case, with <c>;</c> between them.</param>
/// <param name="Signature">The signature in hexadecimal.</param>
public readonly record struct Authorization(
    string AccessKeyId, string Date, string Region, string Service, string SignedHeaders, string Signature)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Reads the header.</summary>
    /// <exception cref="ApiException">It is missing or malformed; AWS's error for that.</exception>
    public static Authorization Parse(string? header, bool hasDate)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            throw new ApiException("MissingAuthenticationTokenException", "Missing Authentication Token");
        }

        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw Incomplete("Authorization header requires the algorithm AWS4-HMAC-SHA256.");
        }

        var (credential, signedHeaders, signature) = (default(string), default(string), default(string));
        foreach (var part in header.AsSpan(Algorithm.Length + 1).ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? null : part[(equals + 1)..];
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

        var missing = (credential is { Length: > 0 } ? "" : "Authorization header requires 'Credential' parameter. ")
            + (signature is { Length: > 0 } ? "" : "Authorization header requires 'Signature' parameter. ")
            + (signedHeaders is { Length: > 0 } ? "" : "Authorization header requires 'SignedHeaders' parameter. ")
            + (hasDate ? "" : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        if (missing.Length > 0)
        {
            throw Incomplete(missing.TrimEnd());
        }

        // The access key may hold a slash; the scope behind it has four parts.
        var scope = credential!.Split('/');
        if (scope.Length < 5 || scope[^1] != "aws4_request" || scope[^4].Length != 8)
        {
            throw Incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");
        }

        return new Authorization(string.Join('/', scope[..^4]), scope[^4], scope[^3], scope[^2], signedHeaders!, signature!);
    }

    private static ApiException Incomplete(string message) => new("IncompleteSignatureException", message);
}
