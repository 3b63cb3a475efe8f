using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Receiver.Intake.Callers;

/// <summary>Mode Jwt: a bearer token (RFC 6750) that the issuer signed.</summary>
public sealed partial class JwtCheck : ICallerCheck
{
    private const string Scheme = "Bearer ";
    private static readonly string[] DefaultAlgorithms = ["RS256", "PS256", "ES256"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };
    private readonly TokenValidationParameters _parameters;
    private readonly IssuerKeys _keys;
    private readonly ILogger<JwtCheck> _logger;

    public JwtCheck(JwtOptions options, HttpClient http, TimeProvider time, ILogger<JwtCheck> logger)
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

    public async ValueTask<Caller> IdentifyAsync(IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        if (headers.Authorization is not [{ Length: <= 20_000 } shown] || !shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Caller.Refused;
        }

        // What isn't even a token is refused whether or not the issuer can be reached.
        var token = shown[Scheme.Length..].Trim();
        if (!_handler.CanReadToken(token))
        {
            return Caller.Refused;
        }

        if (!await _keys.AreKnownAsync(cancellationToken).ConfigureAwait(false))
        {
            return Caller.Undecided;
        }

        return Judge(await _handler.ValidateTokenAsync(token, _parameters).ConfigureAwait(false));
    }

    private Caller Judge(TokenValidationResult result)
    {
        if (result.IsValid && result.SecurityToken is JsonWebToken token)
        {
            // An extension that must be understood (RFC 7515, section 4.1.11) and isn't: the library passes over it.
            return token.TryGetHeaderValue<object>("crit", out _)
                ? Caller.Refused
                : Caller.Known(token.Subject is { Length: > 0 } subject ? subject : "bearer");
        }

        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            _keys.RequestRefresh();
        }

        // The library's messages may quote the token; its exception's type alone tells the operator what is wrong.
        var reason = result.Exception?.GetType().Name ?? "unknown";
        Log.TokenRefused(_logger, reason);
        return Caller.Refused;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "A bearer token was refused: {Reason}")]
        public static partial void TokenRefused(ILogger logger, string reason);
    }
}
