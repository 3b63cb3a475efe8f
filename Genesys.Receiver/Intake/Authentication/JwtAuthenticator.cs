using System.Security.Claims;
using Genesys.Receiver.Telemetry;
using Genesys.ServiceDefaults.Connections;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>A bearer token (RFC 6750) that the issuer signed.</summary>
internal sealed partial class JwtAuthenticator : IAuthenticator
{
    private const string Scheme = "Bearer ";
    private static readonly string[] DefaultAlgorithms = ["RS256", "PS256", "ES256"];

    // One line a minute for each reason: whoever shows wrong tokens would fill the log.
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler _handler =
        new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };
    private readonly JwtOptions _options;
    private readonly IssuerKeys _keys;
    private readonly TimeProvider _time;
    private readonly ILogger<JwtAuthenticator> _logger;
    private readonly LogLimiter _limiter;
    private readonly string _section;
    private readonly Func<JsonWebToken, ClaimsPrincipal>? _identify;

    /// <param name="options">What a token must be.</param>
    /// <param name="http">Reaches the issuer.</param>
    /// <param name="time">Decides whether a token has expired.</param>
    /// <param name="logger">Is told why tokens are refused.</param>
    /// <param name="section">Where the options stand in the configuration.</param>
    /// <param name="identify">Who a good token's owner is, where the routes have to know.</param>
    public JwtAuthenticator(
        JwtOptions options, HttpClient http, TimeProvider time, ILogger<JwtAuthenticator> logger,
        string section = JwtOptions.Section, Func<JsonWebToken, ClaimsPrincipal>? identify = null)
    {
        (_options, _time, _logger, _section, _identify) = (options, time, logger, section, identify);
        _keys = new IssuerKeys(options, http, time, logger, section);
        _limiter = new LogLimiter(LogInterval, time);
    }

    /// <summary>One that reaches the issuer by a client of its own.</summary>
    public static JwtAuthenticator Create(
        JwtOptions options, TimeProvider time, ILogger<JwtAuthenticator> logger,
        string section = JwtOptions.Section, Func<JsonWebToken, ClaimsPrincipal>? identify = null) => new(
        options, CreateClient(), time, logger, section, identify);

    /// <summary>Reaches an issuer.</summary>
    internal static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { PooledConnectionLifetime = LongestLife.OfConnections })
        {
            Timeout = TimeSpan.FromSeconds(5),
            MaxResponseContentBufferSize = 1 << 20,
        };

    public string? Challenge => "Bearer";

    public async ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        if (headers.Authorization is not [{ Length: <= 20_000 } shown]
            || !shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticationResult.Failed;
        }

        // What isn't even a token is refused whether or not the issuer can be reached.
        var token = shown[Scheme.Length..].Trim();
        if (!_handler.CanReadToken(token))
        {
            return AuthenticationResult.Failed;
        }

        if (await _keys.GetAsync(cancellationToken) is not { } keys)
        {
            return AuthenticationResult.Undecided;
        }

        var result = await ValidateAsync(token, keys);
        if (result.Exception is SecurityTokenInvalidSignatureException
            && await _keys.RefreshAsync(cancellationToken) is { } newer)
        {
            result = await ValidateAsync(token, newer);
        }

        return Judge(result);
    }

    private Task<TokenValidationResult> ValidateAsync(string token, IReadOnlyList<SecurityKey> keys) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys,
            ValidAlgorithms = _options.Algorithms.Count > 0 ? _options.Algorithms : DefaultAlgorithms,
            RequireSignedTokens = true,
            IssuerValidator = (issuer, _, _) => string.Equals(issuer, _options.Issuer, StringComparison.Ordinal)
                ? issuer
                : throw new SecurityTokenInvalidIssuerException("The iss isn't the one that is configured."),
            AudienceValidator = (_, validated, _) => validated is JsonWebToken jwt && IsAudience(jwt),
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        });

    /// <summary>
    /// One of the <c>aud</c> is ours; without any <c>aud</c>, <c>client_id</c> is: access tokens of Amazon Cognito's
    /// client credentials name the client alone, and API Gateway holds that against its audiences, too.
    /// </summary>
    private bool IsAudience(JsonWebToken token) => token.TryGetPayloadValue<object>("aud", out _)
        ? token.Audiences.Any(audience => _options.Audiences.Contains(audience))
        : token.TryGetPayloadValue<string>("client_id", out var client) && _options.Audiences.Contains(client);

    // Sums of now: exp and nbf can be the first or the last moment that there is, which stands for their absence in
    // places.
    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires > now - _options.ClockSkew && (notBefore is null || notBefore <= now + _options.ClockSkew);
    }

    private AuthenticationResult Judge(TokenValidationResult result)
    {
        // An extension that must be understood (RFC 7515, section 4.1.11) and isn't: the library passes over it.
        var isValid = result.IsValid && result.SecurityToken is JsonWebToken validated
            && !validated.TryGetHeaderValue<object>("crit", out _);
        if (isValid)
        {
            var token = (JsonWebToken)result.SecurityToken;
            return AuthenticationResult.Succeeded(CredentialOf(token)) with { User = _identify?.Invoke(token) };
        }

        var reason = ReasonOf(result.Exception);
        if (_limiter.TryPass(reason, out var silent))
        {
            Log.TokenRefused(_logger, reason, _section, silent);
        }

        return AuthenticationResult.Failed;
    }

    private static string CredentialOf(JsonWebToken token) =>
        token.TryGetPayloadValue<string>("sub", out var subject) && subject is { Length: > 0 } ? subject
        : token.TryGetPayloadValue<string>("client_id", out var client) && client is { Length: > 0 } ? client
        : "bearer";

    // The library's messages may quote the token.
    private static string ReasonOf(Exception? exception) => exception switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException =>
            "it has expired (exp), isn't valid yet (nbf), or has no exp",
        SecurityTokenInvalidIssuerException => "its iss isn't the issuer that is configured",
        SecurityTokenInvalidAudienceException =>
            "neither its aud nor, without one, its client_id is an audience that is configured",
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException =>
            "no key of the issuer fits its signature, or its alg isn't one that is configured",
        null => "its header names an extension that must be understood (crit)",
        _ => "it isn't a token that can be read",
    };

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "A bearer token was refused: {Reason} ({Section}). {Silent} more were refused for it since this "
                + "was last said.")]
        public static partial void TokenRefused(ILogger logger, string reason, string section, long silent);
    }
}
