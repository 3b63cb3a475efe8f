using Genesys.Receiver.GenesysCloud;

namespace Genesys.Receiver.Destinations.Webhook;

/// <summary>What a webhook's answer means.</summary>
internal static class WebhookAnswer
{
    public static HandOverResult Judge(HttpResponseMessage answer, DateTimeOffset now)
    {
        var status = (int)answer.StatusCode;
        return status switch
        {
            >= 200 and < 300 => HandOverResult.Delivered with { StatusCode = status },
            413 => new HandOverResult(HandOverResultKind.TooLarge, Reasons.Http(status), status),
            // They judge the event, and would judge it the same next time.
            400 or 415 or 422 => new HandOverResult(HandOverResultKind.Refused, Reasons.Http(status), status),
            410 => new HandOverResult(
                HandOverResultKind.Gone, Reasons.Http(status), status, RetryAfter.Read(answer.Headers, now)),
            // Its own trouble, however final it sounds: a token that ran out, a route that isn't there yet.
            _ => new HandOverResult(
                HandOverResultKind.Failed, Reasons.Http(status), status, RetryAfter.Read(answer.Headers, now)),
        };
    }
}
