using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>
/// The check of senders' credentials (<c>Intake:Auth</c>). API keys and users can be rotated while the service runs;
/// everything else is as it was at start.
/// </summary>
internal sealed class ReloadingAuthenticator : IAuthenticator, IDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger<JwtAuthenticator> _logger;
    private readonly IDisposable? _changes;
    private volatile IAuthenticator _current;

    public ReloadingAuthenticator(
        IOptionsMonitor<IntakeOptions> options, TimeProvider time, ILogger<JwtAuthenticator> logger)
    {
        (_time, _logger) = (time, logger);
        var mode = options.CurrentValue.Auth.Mode;
        _current = Make(options.CurrentValue.Auth);
        _changes = options.OnChange(changed => Change(mode, changed.Auth));
    }

    public string? Challenge => _current.Challenge;

    public ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers, CancellationToken cancellationToken) =>
        _current.AuthenticateAsync(headers, cancellationToken);

    public void Dispose() => _changes?.Dispose();

    private void Change(AuthenticationMode? mode, AuthenticationOptions auth)
    {
        if (auth.Mode == mode && mode is AuthenticationMode.ApiKey or AuthenticationMode.Basic)
        {
            _current = Make(auth);
        }
    }

    private IAuthenticator Make(AuthenticationOptions auth) => auth.Mode switch
    {
        AuthenticationMode.ApiKey => new ApiKeyAuthenticator(auth.HeaderName, auth.ApiKeys),
        AuthenticationMode.Basic => new BasicAuthenticator(auth.Users),
        AuthenticationMode.Jwt => JwtAuthenticator.Create(auth.Jwt, _time, _logger),
        _ => new AnonymousAuthenticator(),
    };
}
