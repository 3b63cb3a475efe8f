namespace Genesys.Receiver.Answers;

/// <summary>The answer to each outcome. Nothing else in the service picks a status.</summary>
internal static class AnswerTable
{
    /// <summary>What to answer.</summary>
    /// <param name="kind">The outcome.</param>
    /// <param name="rejectStatus">Status for missing or wrong credentials: 401 or 403.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The outcome isn't a member of <see cref="OutcomeKind"/>.
    /// </exception>
    public static AnswerForm For(OutcomeKind kind, int rejectStatus = 401) => kind switch
    {
        OutcomeKind.Accepted => new(200, "accepted", null),
        OutcomeKind.Duplicate => new(200, "duplicate", null),
        OutcomeKind.InFlight => new(409, "in_flight", Problems.InFlight, Retry: true),
        OutcomeKind.Rejected => new(400, "rejected", Problems.InvalidPayload),
        OutcomeKind.Unauthenticated => new(rejectStatus, "unauthenticated", Problems.Unauthenticated),
        OutcomeKind.IssuerUnavailable => new(503, "issuer_unavailable", Problems.IssuerUnavailable, Retry: true),
        OutcomeKind.CrossSite => new(403, "cross_site", Problems.CrossSite),
        OutcomeKind.MethodNotAllowed => new(405, "method_not_allowed", Problems.MethodNotAllowed),
        OutcomeKind.NotFound => new(404, "not_found", Problems.NotFound),
        OutcomeKind.TooSlow => new(503, "too_slow", Problems.TooSlow, Retry: true, Close: true),
        OutcomeKind.TooLarge => new(413, "too_large", Problems.TooLarge, Close: true),
        OutcomeKind.UnsupportedMediaType => new(415, "unsupported_media_type", Problems.UnsupportedMediaType),
        OutcomeKind.RateLimited => new(429, "rate_limited", Problems.RateLimited, Retry: true),
        OutcomeKind.FailedAfterRetries => new(503, "failed_after_retries", null, Retry: true),
        OutcomeKind.FailedPermanently => new(422, "failed_permanently", null),
        OutcomeKind.JournalFull => new(503, "journal_full", Problems.JournalFull, Retry: true),
        OutcomeKind.JournalUnavailable => new(503, "journal_unavailable", Problems.JournalUnavailable, Retry: true),
        OutcomeKind.Overloaded => new(503, "overloaded", Problems.Overloaded, Retry: true, Close: true),
        OutcomeKind.Draining => new(503, "draining", Problems.Draining, Retry: true, Close: true),
        OutcomeKind.BadRequest => new(400, "bad_request", Problems.BadRequest, Close: true),
        OutcomeKind.InvalidRequest => new(400, "invalid_request", Problems.InvalidRequest),
        OutcomeKind.NoSuchEntry => new(404, "no_such_entry", Problems.NoSuchEntry),
        OutcomeKind.NotPermitted => new(403, "not_permitted", Problems.NotPermitted),
        OutcomeKind.InternalError => new(500, "internal_error", Problems.InternalError),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Every outcome has an answer."),
    };

    /// <summary>
    /// The outcome that decides the status of a whole array: accepted when every element is recorded (accepted,
    /// duplicate, or rejected with its anomaly), else that of the first that isn't, since the sender's whole array has
    /// to come again.
    /// </summary>
    public static OutcomeKind OfAll(IReadOnlyList<Outcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Kind is not (
                OutcomeKind.Accepted or OutcomeKind.Duplicate or OutcomeKind.Rejected or OutcomeKind.FailedPermanently))
            {
                return outcome.Kind;
            }
        }

        return OutcomeKind.Accepted;
    }
}
