namespace Genesys.Receiver.Intake.Callers;

/// <summary>What is known of a request's caller.</summary>
/// <param name="Standing">Whether it may send.</param>
/// <param name="Credential">Its credential as a key for its rate limit, never the secret itself; null when it may not send.</param>
public readonly record struct Caller(CallerStanding Standing, string? Credential)
{
    /// <summary>No credentials, or wrong ones.</summary>
    public static readonly Caller Refused = new(CallerStanding.Refused, null);

    /// <summary>Nobody can tell now whether the credentials are right.</summary>
    public static readonly Caller Undecided = new(CallerStanding.Undecided, null);

    /// <summary>The caller may send.</summary>
    public static Caller Known(string credential) => new(CallerStanding.Known, credential);
}

/// <summary>Whether a caller may send.</summary>
public enum CallerStanding
{
    /// <summary>It showed no credentials, or wrong ones.</summary>
    Refused,

    /// <summary>What is needed to check the credentials can't be reached: the caller has to come again.</summary>
    Undecided,

    /// <summary>It may send.</summary>
    Known,
}
