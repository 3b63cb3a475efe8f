using System.Globalization;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>What came of one HTTP attempt.</summary>
internal sealed record HttpAttempt(HttpAttemptKind Kind, string Reason, int StatusCode = 0)
{
    /// <summary>The body of an answered attempt: one JSON object.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The wait that the answer asked for, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when something at the far side answered, whatever it said.</summary>
    public bool IsAnswer => StatusCode != 0;

    /// <summary>
    /// The reason as HTTP's conventions want it on a span: the status that was answered, as text, else the reason.
    /// </summary>
    public string ErrorType => StatusCode >= 400 && Reason == Reasons.Http(StatusCode)
        ? StatusCode.ToString(CultureInfo.InvariantCulture) : Reason;

    /// <summary>The reason alone: Polly's telemetry prints results.</summary>
    public override string ToString() => Reason;
}
