using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Receiver.Intake.Callers;

/// <summary>
/// Mode Jwt: a bearer token (RFC 6750) that the issuer signed. Its keys are fetched once, kept, refreshed every 12 h, and fetched anew when a token
/// names a key that isn't known (rotation), at most every 30 s.
/// </summary>
public sealed partial class JwtCheck : ICallerCheck
{
    private const string Scheme = "Bearer ";
    private static readonly string[] DefaultAlgorithms = ["RS256", "PS256", "ES256"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };
    private readonly TokenValidationParameters _parameters;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _keys;
    private readonly ILogger<JwtCheck> _logger;

    public JwtCheck(JwtOptions options, HttpClient http, TimeProvider time, ILogger<JwtCheck> logger)
    {
        _logger = logger;
        var documents = new HttpDocumentRetriever(http) { RequireHttps = false };
        _keys = options.JwksUri is { } jwks
            ? new(jwks.AbsoluteUri, new JwksRetriever(), documents)
            : new(options.Authority!.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), documents);
        _keys.RefreshInterval = TimeSpan.FromSeconds(30);
        _parameters = new TokenValidationParameters
        {
            ConfigurationManager = _keys,
            ValidIssuer = options.Issuer,
            ValidAudiences = options.Audiences,
            ValidAlgorithms = options.Algorithms.Count > 0 ? options.Algorithms : DefaultAlgorithms,
            ClockSkew = options.ClockSkew,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, parameters) =>
            {
                var now = time.GetUtcNow().UtcDateTime;
                return expires is { } end && now < end + parameters.ClockSkew && (notBefore is not { } start || start - parameters.ClockSkew <= now);
            },
        };
    }

    public string? Challenge => "Bearer";

    public async ValueTask<string?> IdentifyAsync(IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        if (headers.Authorization is not [{ Length: <= 20_000 } shown] || !shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var result = await _handler.ValidateTokenAsync(shown[Scheme.Length..].Trim(), _parameters).ConfigureAwait(false);
        if (result.IsValid)
        {
            return (result.SecurityToken as JsonWebToken)?.Subject is { Length: > 0 } subject ? subject : "bearer";
        }

        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            _keys.RequestRefresh();
        }

        // The library's messages may quote the token; its exception's type alone tells the operator what is wrong.
        var reason = result.Exception?.GetType().Name ?? "unknown";
        Log.TokenRefused(_logger, reason);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "A bearer token was refused: {Reason}")]
        public static partial void TokenRefused(ILogger logger, string reason);
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
