using Genesys.Receiver.Answers;

namespace Genesys.Receiver.Intake;

/// <summary>Whether a request is admitted.</summary>
/// <param name="Refusal">What it is answered when it isn't; null when it is.</param>
/// <param name="Credential">Whose it is, as a key for its rate limit; null when it isn't admitted.</param>
internal readonly record struct AdmissionResult(OutcomeKind? Refusal, string? Credential)
{
    /// <summary>The request isn't admitted.</summary>
    public static AdmissionResult Refused(OutcomeKind outcome) => new(outcome, null);

    /// <summary>The request is admitted.</summary>
    public static AdmissionResult Admitted(string credential) => new(null, credential);
}
