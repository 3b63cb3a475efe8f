using Genesys.Receiver.Answers;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Intake.Bodies;

/// <summary>Why a body isn't taken.</summary>
/// <param name="Outcome">What the request is answered.</param>
/// <param name="Anomaly">
/// The anomaly to record when an authenticated caller sent it as an event; null when it has to come again.
/// </param>
/// <param name="Details">The anomaly's sentence, which quotes nothing.</param>
internal sealed record BodyRefusal(OutcomeKind Outcome, AnomalyKind? Anomaly = null, string Details = "")
{
    /// <summary>The refusal of a body that was read so; null for one that is complete.</summary>
    public static BodyRefusal? Of(BodyReading reading) => reading switch
    {
        BodyReading.Complete => null,
        BodyReading.TooLarge =>
            new(OutcomeKind.TooLarge, AnomalyKind.PayloadTooLarge, "The body is longer than the limit."),
        BodyReading.TooSlow => new(OutcomeKind.TooSlow),
        BodyReading.OutOfMemory => new(OutcomeKind.Overloaded),
        BodyReading.Malformed => new(OutcomeKind.BadRequest),
        BodyReading.UnsupportedType => new(
            OutcomeKind.UnsupportedMediaType, AnomalyKind.UnsupportedMediaType,
            "The Content-Type is missing or isn't JSON in UTF-8."),
        BodyReading.UnsupportedEncoding or BodyReading.BrokenEncoding => new(
            OutcomeKind.UnsupportedMediaType, AnomalyKind.UnsupportedMediaType,
            "The Content-Encoding isn't taken, or the body isn't in it."),
        _ => throw new ArgumentOutOfRangeException(
            nameof(reading), reading, "Every way in which a reading ends has its answer."),
    };
}
