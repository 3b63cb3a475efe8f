namespace Genesys.Receiver.Intake.Authentication;

/// <summary>No credentials are asked for.</summary>
internal sealed class AnonymousAuthenticator : IAuthenticator
{
    public string? Challenge => null;

    public ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers, CancellationToken cancellationToken) =>
        new(AuthenticationResult.Succeeded("anyone"));
}
