namespace Genesys.Receiver.Intake.Callers;

/// <summary>Decides from a request's headers whether its caller may send.</summary>
public interface ICallerCheck
{
    /// <summary>What <c>WWW-Authenticate</c> says to a caller that may not (RFC 9110, section 11.6.1); null when everyone may.</summary>
    string? Challenge { get; }

    /// <summary>Who calls. The request's body isn't looked at.</summary>
    ValueTask<Caller> IdentifyAsync(IHeaderDictionary headers, CancellationToken cancellationToken);
}
