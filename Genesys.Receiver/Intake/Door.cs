using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake.Callers;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Intake;

/// <summary>
/// Lets a request's body in. The order is: who calls, whether it calls too often, the body within its bounds, its type. A stranger's body is read to its
/// end and kept nowhere.
/// </summary>
public sealed class Door(RateLimits limits, BodyReader reader, ICallerCheck callers)
{
    /// <summary>Reads the body of a caller that may send into <paramref name="body"/>.</summary>
    /// <returns>Null when it is there, to be judged; else why not.</returns>
    /// <exception cref="BadHttpRequestException">The connection broke HTTP's own rules, or is too slow for them.</exception>
    public async ValueTask<Refusal?> EnterAsync(HttpContext context, PooledBody body)
    {
        var caller = await callers.IdentifyAsync(context.Request.Headers, context.RequestAborted).ConfigureAwait(false);
        if (caller.Credential is not { } credential)
        {
            return new Refusal(await TurnAwayAsync(context, caller.Standing).ConfigureAwait(false));
        }

        if (!limits.TryTake(credential))
        {
            return new Refusal(OutcomeKind.RateLimited);
        }

        return await reader.ReadAsync(context, body).ConfigureAwait(false) switch
        {
            BodyReading.TooSlow => new Refusal(OutcomeKind.TooSlow),
            BodyReading.NoRoom => new Refusal(OutcomeKind.Overloaded),
            BodyReading.TooLarge => new Refusal(OutcomeKind.TooLarge, AnomalyKind.PayloadTooLarge, "The body is longer than the limit."),
            BodyReading.UnsupportedEncoding or BodyReading.BrokenEncoding => new Refusal(
                OutcomeKind.UnsupportedMediaType, AnomalyKind.UnsupportedMediaType, "The Content-Encoding isn't taken, or the body isn't in it."),
            _ when !MediaType.IsJson(context.Request.ContentType) => new Refusal(
                OutcomeKind.UnsupportedMediaType, AnomalyKind.UnsupportedMediaType, "The Content-Type is missing or isn't JSON in UTF-8."),
            _ => null,
        };
    }

    private async ValueTask<OutcomeKind> TurnAwayAsync(HttpContext context, CallerStanding standing)
    {
        if (!limits.TryTakeAsStranger())
        {
            return OutcomeKind.RateLimited;
        }

        return await reader.DiscardAsync(context).ConfigureAwait(false) switch
        {
            BodyReading.TooLarge => OutcomeKind.TooLarge,
            BodyReading.TooSlow => OutcomeKind.TooSlow,
            _ when standing == CallerStanding.Undecided => OutcomeKind.IssuerUnavailable,
            _ => OutcomeKind.Unauthenticated,
        };
    }
}

/// <summary>Why a request isn't let in.</summary>
/// <param name="Outcome">What it is answered.</param>
/// <param name="Anomaly">The anomaly to record; null when there is none: the caller isn't known, or it has to come again.</param>
/// <param name="Details">The anomaly's sentence, which quotes nothing.</param>
public sealed record Refusal(OutcomeKind Outcome, AnomalyKind? Anomaly = null, string Details = "");
