using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>Mode Jwt: a bearer token (RFC 6750) that the issuer signed.</summary>
public sealed partial class JwtAuthenticator : IAuthenticator
{
    private const string Scheme = "Bearer ";
    private static readonly string[] DefaultAlgorithms = ["RS256", "PS256", "ES256"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };
    private readonly TokenValidationParameters _parameters;
    private readonly IssuerKeys _keys;
    private readonly ILogger<JwtAuthenticator> _logger;

    public JwtAuthenticator(JwtOptions options, HttpClient http, TimeProvider time, ILogger<JwtAuthenticator> logger)
    {
        _logger = logger;
        _keys = new IssuerKeys(options, http, time, logger);
        _parameters = new TokenValidationParameters
        {
            ConfigurationManager = _keys.Manager,
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

    public async ValueTask<AuthenticationResult> AuthenticateAsync(IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        if (headers.Authorization is not [{ Length: <= 20_000 } shown] || !shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticationResult.Failed;
        }

        // What isn't even a token is refused whether or not the issuer can be reached.
        var token = shown[Scheme.Length..].Trim();
        if (!_handler.CanReadToken(token))
        {
            return AuthenticationResult.Failed;
        }

        if (!await _keys.AreKnownAsync(cancellationToken).ConfigureAwait(false))
        {
            return AuthenticationResult.Undecided;
        }

        return Judge(await _handler.ValidateTokenAsync(token, _parameters).ConfigureAwait(false));
    }

    private AuthenticationResult Judge(TokenValidationResult result)
    {
        if (result.IsValid && result.SecurityToken is JsonWebToken token)
        {
            // An extension that must be understood (RFC 7515, section 4.1.11) and isn't: the library passes over it.
            return token.TryGetHeaderValue<object>("crit", out _)
                ? AuthenticationResult.Failed
                : AuthenticationResult.Succeeded(token.Subject is { Length: > 0 } subject ? subject : "bearer");
        }

        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            _keys.RequestRefresh();
        }

        // The library's messages may quote the token; its exception's type alone tells the operator what is wrong.
        var reason = result.Exception?.GetType().Name ?? "unknown";
        Log.TokenRefused(_logger, reason);
        return AuthenticationResult.Failed;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "A bearer token was refused: {Reason}")]
        public static partial void TokenRefused(ILogger logger, string reason);
    }
}
