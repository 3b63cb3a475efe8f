namespace Genesys.Receiver.Validation;

/// <summary>
/// What Validation says of one request's body: a single event, or an array of events judged one by one.
/// </summary>
internal abstract record BodyVerdict
{
    private BodyVerdict()
    {
    }

    /// <summary>The body is one event, or is broken as a whole.</summary>
    public sealed record One(Verdict Verdict) : BodyVerdict;

    /// <summary>The body is a JSON array of 1 to 500 events.</summary>
    public sealed record Many(IReadOnlyList<Verdict> Verdicts) : BodyVerdict;
}
