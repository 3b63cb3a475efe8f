using System.Security.Claims;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>What an authenticator found out about a request's caller.</summary>
/// <param name="Status">Whether it is authenticated.</param>
/// <param name="Credential">
/// Its credential as a key for its rate limit, never the secret itself; null unless it is authenticated.
/// </param>
internal readonly record struct AuthenticationResult(AuthenticationStatus Status, string? Credential)
{
    /// <summary>Who it is, where the route has to know; it is then the request's user.</summary>
    public ClaimsPrincipal? User { get; init; }

    /// <summary>True for an operator whose role lets it read: a token may have none.</summary>
    public bool MayRead { get; init; }

    /// <summary>No credentials, or wrong ones.</summary>
    public static readonly AuthenticationResult Failed = new(AuthenticationStatus.Failed, null);

    /// <summary>Nobody can tell now whether the credentials are right.</summary>
    public static readonly AuthenticationResult Undecided = new(AuthenticationStatus.Undecided, null);

    /// <summary>The credentials are right.</summary>
    public static AuthenticationResult Succeeded(string credential) => new(AuthenticationStatus.Succeeded, credential);
}
