using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>
/// An issuer's signing keys: fetched once for all who ask, kept, refreshed every 12 h, and fetched anew when a token names a key that isn't known
/// (rotation), at most every 30 s. What is known stays in force while the issuer is away.
/// </summary>
public sealed partial class IssuerKeys
{
    // An API destination hangs up after 5 s (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html): an answer that says
    // "later" must come before that. The library's own first fetch queues every caller behind a fetch of its own.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConfigurationManager<OpenIdConnectConfiguration> _manager;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private volatile bool _known;
    private Task<bool>? _fetch;
    private long _fetchedAt;

    public IssuerKeys(JwtOptions options, HttpClient http, TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        var address = options.JwksUri ?? new Uri(options.Authority!.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration");
        IConfigurationRetriever<OpenIdConnectConfiguration> retriever =
            options.JwksUri is null ? new OpenIdConnectConfigurationRetriever() : new JwksRetriever();

        // An issuer that is reached by https must not name keys that are reached without it.
        var documents = new HttpDocumentRetriever(http) { RequireHttps = address.Scheme == Uri.UriSchemeHttps };
        _manager = new(address.AbsoluteUri, retriever, documents) { RefreshInterval = TimeSpan.FromSeconds(30) };
    }

    /// <summary>Where the token library finds the keys.</summary>
    public BaseConfigurationManager Manager => _manager;

    /// <summary>Whether there are keys by which to judge a token. Waits at most 2 s for the first ones, with everyone else who does.</summary>
    public ValueTask<bool> AreKnownAsync(CancellationToken cancellationToken) => _known ? new(true) : WaitAsync(cancellationToken);

    /// <summary>Asks for the keys again, since a token names one that isn't among them.</summary>
    public void RequestRefresh() => _manager.RequestRefresh();

    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await CurrentFetch().WaitAsync(Patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Task<bool> CurrentFetch()
    {
        lock (_lock)
        {
            if (_fetch is null || (_fetch.IsCompleted && _time.GetElapsedTime(_fetchedAt) >= Pause))
            {
                _fetch = FetchAsync();
            }

            return _fetch;
        }
    }

    private async Task<bool> FetchAsync()
    {
        try
        {
            await _manager.GetConfigurationAsync(CancellationToken.None).ConfigureAwait(false);
            return _known = true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The library wraps whatever its retriever throws; the innermost type tells a refused connection from a broken document.
            Log.KeysUnknown(_logger, exception.GetBaseException().GetType().Name);
            return false;
        }
        finally
        {
            _fetchedAt = _time.GetTimestamp();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error,
            Message = "The issuer's signing keys can't be fetched ({Reason}); callers are answered 503 until they can. Check Intake:Auth:Jwt and the way to the issuer.")]
        public static partial void KeysUnknown(ILogger logger, string reason);
    }

    private sealed class JwksRetriever : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var document = await retriever.GetDocumentAsync(address, cancel).ConfigureAwait(false);
            var configuration = new OpenIdConnectConfiguration { JsonWebKeySet = new JsonWebKeySet(document) };
            foreach (var key in configuration.JsonWebKeySet.GetSigningKeys())
            {
                configuration.SigningKeys.Add(key);
            }

            return configuration;
        }
    }
}
