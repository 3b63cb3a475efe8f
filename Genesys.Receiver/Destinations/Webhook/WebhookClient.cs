using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Genesys.ServiceDefaults.Connections;

namespace Genesys.Receiver.Destinations.Webhook;

/// <summary>The HTTP client of one webhook: its call has a time limit, a span and a metric of its own.</summary>
internal static class WebhookClient
{
    /// <summary>An answer's headers are read up to so many kibibytes.</summary>
    private const int MaxHeaderKibibytes = 32;

    /// <exception cref="CryptographicException">A file holds no certificate or key; also <see cref="IOException"/> and
    /// <see cref="UnauthorizedAccessException"/>.</exception>
    public static HttpMessageInvoker Create(DestinationOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // An event is for the host that was configured, and for no other that it names.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.Timeout,
            MaxConnectionsPerServer = options.Concurrency,
            MaxResponseHeadersLength = MaxHeaderKibibytes,
            // Whoever wanted to read an answer has read it before it is disposed of.
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = LongestLife.OfConnections,
            // The span of the hand-over says the same, and no address.
            ActivityHeadersPropagator = null,
            SslOptions = Tls(options),
        };
        return new HttpMessageInvoker(handler);
    }

    private static SslClientAuthenticationOptions Tls(DestinationOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.CaFile is { } authorities)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                // A company's own authority seldom says where its revocations are.
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(authorities);
            if (policy.CustomTrustStore.Count == 0)
            {
                throw new CryptographicException("There is no certificate in the file.");
            }

            tls.CertificateChainPolicy = policy;
        }

        if (options.ClientCertificateFile is { } own)
        {
            var certificate = new ClientCertificate(own, options.ClientKeyFile ?? own);
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate.Current;
        }

        return tls;
    }
}
