using Genesys.Receiver.Intake.Authentication;

namespace Genesys.Receiver.Intake;

/// <summary>Who may use a route. It is metadata of the route; a route without it is <see cref="Anonymous"/>.</summary>
internal sealed record AdmissionPolicy
{
    /// <summary>Key of the service that checks operators' credentials.</summary>
    public const string Operators = "operators";

    /// <summary>Neither limits nor credentials: <c>/alive</c> and <c>/health</c>, which orchestrators ask.</summary>
    public static readonly AdmissionPolicy Exempt = new() { IsExempt = true };

    /// <summary>The limits of unauthenticated callers, and no credentials.</summary>
    public static readonly AdmissionPolicy Anonymous = new();

    /// <summary>True when neither limits nor credentials are asked for.</summary>
    public bool IsExempt { get; private init; }

    /// <summary>What checks the credentials; null: none are asked for.</summary>
    public IAuthenticator? Authenticator { get; init; }

    /// <summary>Whose rate limit an authenticated caller is under.</summary>
    public CallerKind Kind { get; init; } = CallerKind.Unauthenticated;

    /// <summary>Status for missing or wrong credentials: 401 or 403.</summary>
    public int RejectStatus { get; init; } = StatusCodes.Status401Unauthorized;

    /// <summary>
    /// True for routes that need no credentials and can change something: a page that gives its own public name this
    /// machine's address (DNS rebinding) is then "the same site", and only the name tells.
    /// </summary>
    public bool OnlyUnderOwnNames { get; init; }

    /// <summary>True for a route that admits its callers itself, within its own span and metrics.</summary>
    public bool IsAppliedByEndpoint { get; init; }
}
