namespace Genesys.Receiver.Intake.Callers;

/// <summary>Decides from a request's headers whether its caller may send.</summary>
public interface ICallerCheck
{
    /// <summary>What <c>WWW-Authenticate</c> says to a caller that may not; null when the scheme has no name.</summary>
    string? Challenge { get; }

    /// <summary>The caller's credential as a key for its rate limit (never the secret itself), or null when the caller may not send.</summary>
    ValueTask<string?> IdentifyAsync(IHeaderDictionary headers, CancellationToken cancellationToken);
}
