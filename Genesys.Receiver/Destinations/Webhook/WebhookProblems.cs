using System.Security.Cryptography;

namespace Genesys.Receiver.Destinations.Webhook;

/// <summary>What a webhook's settings lack.</summary>
internal static class WebhookProblems
{
    private const int MaxSecrets = 2;

    // What is the request's own: two of one of them would contradict each other.
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "content-encoding", "content-length", "content-type", "expect", "host", "traceparent",
        "transfer-encoding", "upgrade", "webhook-id", "webhook-signature", "webhook-timestamp",
    };

    public static IEnumerable<string> Of(DestinationContext context)
    {
        var options = context.Options;
        if (!IsAddress(options.Url))
        {
            yield return DestinationRules.Say(
                context, nameof(options.Url),
                "must be an address such as https://host/path, with no user or fragment in it");
        }

        if (options.Secrets.Count > MaxSecrets)
        {
            yield return DestinationRules.Say(
                context, nameof(options.Secrets), $"must hold at most {MaxSecrets} secrets, the new one and the old");
        }

        for (var index = 0; index < options.Secrets.Count; index++)
        {
            if (!WebhookSignature.IsSecret(options.Secrets[index]))
            {
                yield return DestinationRules.Say(
                    context, $"{nameof(options.Secrets)}:{index}",
                    "must be whsec_ and 24 to 64 random bytes in Base64, such as "
                    + "`echo whsec_$(openssl rand -base64 32)` prints");
            }
        }

        foreach (var (name, value) in options.Headers)
        {
            if (!IsToken(name) || OwnHeaders.Contains(name) || value.Any(letter => letter is < ' ' or > '~'))
            {
                yield return DestinationRules.Say(
                    context, nameof(options.Headers),
                    $"must hold names of headers that aren't the receiver's own ({string.Join(", ", OwnHeaders)}), "
                    + "with values of printable ASCII");
            }
        }

        if (CertificateProblem(context) is { } problem)
        {
            yield return problem;
        }
    }

    private static string? CertificateProblem(DestinationContext context)
    {
        var options = context.Options;
        if (options is { ClientKeyFile: not null, ClientCertificateFile: null })
        {
            return DestinationRules.Say(
                context, nameof(options.ClientCertificateFile), "must be set beside ClientKeyFile");
        }

        foreach (var (name, only) in new[]
        {
            (nameof(options.CaFile), new DestinationOptions { CaFile = options.CaFile }),
            (nameof(options.ClientCertificateFile), new DestinationOptions
            {
                ClientCertificateFile = options.ClientCertificateFile, ClientKeyFile = options.ClientKeyFile,
            }),
        })
        {
            try
            {
                WebhookClient.Create(only).Dispose();
            }
            catch (Exception failure) when (
                failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                return DestinationRules.Say(
                    context, name, name == nameof(options.CaFile)
                        ? "must be a readable PEM file with at least one certificate"
                        : "must be a readable PEM file with a certificate, and its key in it or in ClientKeyFile");
            }
        }

        return null;
    }

    private static bool IsAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri is { UserInfo.Length: 0, Fragment.Length: 0, Host.Length: > 0, Port: > 0 };

    /// <summary>A header's name (RFC 9110, 5.6.2).</summary>
    private static bool IsToken(string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter));
}
