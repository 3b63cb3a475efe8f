namespace Genesys.Receiver.Intake.Authentication;

/// <summary>Decides from a request's headers who its caller is.</summary>
internal interface IAuthenticator
{
    /// <summary>
    /// What <c>WWW-Authenticate</c> says to a caller that isn't authenticated (RFC 9110, section 11.6.1); null when no
    /// credentials are asked for.
    /// </summary>
    string? Challenge { get; }

    /// <summary>Who calls. The request's body isn't looked at.</summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(IHeaderDictionary headers, CancellationToken cancellationToken);
}
