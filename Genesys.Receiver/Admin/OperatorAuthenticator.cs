using Genesys.Receiver.Intake.Authentication;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Admin;

/// <summary>The check of operators' keys (<c>Admin:ApiKeys</c>), which can be rotated while the service runs.</summary>
internal sealed class OperatorAuthenticator : IAuthenticator, IDisposable
{
    private readonly bool _isRequired;
    private readonly IDisposable? _changes;
    private volatile IAuthenticator _current;

    public OperatorAuthenticator(IOptionsMonitor<AdminOptions> options)
    {
        // Keys stay required even if the last one is taken away: then nobody is authenticated.
        _isRequired = options.CurrentValue.ApiKeys.Count > 0;
        _current = Make(options.CurrentValue);
        _changes = options.OnChange(changed => _current = Make(changed));
    }

    /// <summary>
    /// Null when no key was configured at start: <c>/admin</c> is then there in Development alone, and asks for none.
    /// </summary>
    public string? Challenge => _current.Challenge;

    public ValueTask<AuthenticationResult> AuthenticateAsync(IHeaderDictionary headers, CancellationToken cancellationToken) =>
        _current.AuthenticateAsync(headers, cancellationToken);

    public void Dispose() => _changes?.Dispose();

    private IAuthenticator Make(AdminOptions options) => _isRequired
        ? new ApiKeyAuthenticator("X-Api-Key", options.ApiKeys, "operator's key", "genesys-receiver admin")
        : new AnonymousAuthenticator();
}
