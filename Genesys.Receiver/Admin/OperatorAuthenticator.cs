using System.Globalization;
using Genesys.Receiver.Client;
using Genesys.Receiver.Intake.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Genesys.Receiver.Admin;

/// <summary>
/// Tells who an operator is, by key or by token. Keys, roles and rights can be changed while the service runs; the
/// issuer is as it was at start.
/// </summary>
internal sealed class OperatorAuthenticator : IAuthenticator, IDisposable
{
    private const string KeyHeader = "X-Api-Key";

    private readonly bool _keysAreRequired;
    private readonly JwtAuthenticator? _tokens;
    private readonly IDisposable? _changes;
    private volatile Keys _keys;

    public OperatorAuthenticator(
        IOptionsMonitor<AdminOptions> options, TimeProvider time, ILogger<JwtAuthenticator> logger)
    {
        var current = options.CurrentValue;
        _keys = new Keys(current);
        _tokens = current.OpenIdConnect.Authority is null ? null : Tokens(current.OpenIdConnect, time, logger);

        // Keys stay required even if the last one is taken away: then nobody is authenticated.
        _keysAreRequired = _keys.Count > 0;
        Challenge = (_keysAreRequired, _tokens) switch
        {
            (true, null) => _keys.Authenticator.Challenge,
            (true, not null) => $"{_keys.Authenticator.Challenge}, {_tokens.Challenge}",
            (false, not null) => _tokens.Challenge,
            (false, null) => null,
        };
        _changes = options.OnChange(changed => _keys = new Keys(changed));
    }

    /// <summary>
    /// Null when no operator was configured at start: <c>/admin</c> is then there in Development alone, and asks for
    /// no credentials.
    /// </summary>
    public string? Challenge { get; }

    public async ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var result = await FindAsync(headers, cancellationToken);
        return result with { MayRead = result.User is Operator { MayRead: true } };
    }

    public void Dispose() => _changes?.Dispose();

    private async ValueTask<AuthenticationResult> FindAsync(
        IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        if (Challenge is null)
        {
            return AuthenticationResult.Succeeded("anyone") with { User = Operator.Development };
        }

        if (_keysAreRequired && (headers.ContainsKey(KeyHeader) || _tokens is null))
        {
            var keys = _keys;
            var result = await keys.Authenticator.AuthenticateAsync(headers, cancellationToken);
            return result.Credential is { } credential ? result with { User = keys.Of(credential) } : result;
        }

        return await _tokens!.AuthenticateAsync(headers, cancellationToken);
    }

    private static JwtAuthenticator Tokens(
        OpenIdConnectOptions options, TimeProvider time, ILogger<JwtAuthenticator> logger) => JwtAuthenticator.Create(
        new JwtOptions
        {
            Authority = options.Authority,
            Issuer = options.Issuer ?? options.Authority!.OriginalString,
            Audiences = { options.Audience! },
        },
        time,
        logger,
        OpenIdConnectOptions.Section,
        token => OwnerOf(token, options));

    private static Operator OwnerOf(JsonWebToken token, OpenIdConnectOptions options)
    {
        // Claims of a list are one claim for each of its texts.
        var roles = token.Claims.Where(claim => claim.Type == options.RoleClaim).Select(claim => claim.Value)
            .ToHashSet(StringComparer.Ordinal);

        var name = token.Claims.FirstOrDefault(claim => claim.Type == options.NameClaim)?.Value;
        return new Operator(
            OneLineOf(name) ?? OneLineOf(token.Subject),
            roles.Contains(options.OperatorRole)
                ? OperatorRole.Operator : roles.Contains(options.ReaderRole) ? OperatorRole.Reader : null,
            roles.Contains(options.PersonalDataRole));
    }

    // People may choose it themselves: the journal may not take a NUL, and it is shown in one line.
    private static string? OneLineOf(string? text)
    {
        var line = string.Concat((text ?? "").Where(
            letter => !char.IsControl(letter) && letter is not ('\u2028' or '\u2029')));
        return string.IsNullOrWhiteSpace(line) ? null : line;
    }

    private sealed class Keys
    {
        private readonly Dictionary<string, Operator> _operators = new(StringComparer.Ordinal);

        public Keys(AdminOptions options)
        {
            var keys = new List<(string Name, string Key)>();
            foreach (var (name, settings) in options.Operators)
            {
                var credential = $"operator {name}";
                keys.Add((credential, settings.ApiKey));
                _operators[credential] = new Operator(name, settings.Role, settings.PersonalData);
            }

            foreach (var key in options.ApiKeys)
            {
                var credential = string.Create(CultureInfo.InvariantCulture, $"operator's key {_operators.Count}");
                keys.Add((credential, key));
                _operators[credential] = new Operator(null, OperatorRole.Operator, personalData: false);
            }

            Authenticator = new ApiKeyAuthenticator(KeyHeader, keys, "genesys-receiver admin");
        }

        public int Count => _operators.Count;

        public ApiKeyAuthenticator Authenticator { get; }

        public Operator Of(string credential) => _operators[credential];
    }
}
