namespace Genesys.MockGenesys.Proof;

/// <summary>Whether anything was lost between the sender and what the receiver does.</summary>
/// <param name="At">When it was compared.</param>
/// <param name="Checks">The single comparisons.</param>
public sealed record ProofReport(DateTimeOffset At, IReadOnlyList<ProofCheck> Checks)
{
    /// <summary>The worst of the comparisons that were made.</summary>
    public ProofVerdict Verdict =>
        Checks.Any(check => check.Missing > 0) ? ProofVerdict.Lost
        : Checks.Any(check => check.Pending > 0) ? ProofVerdict.Pending
        : ProofVerdict.NothingLost;
}
