using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>A fetch as the history of its deliveries keeps it.</summary>
internal static class FetchHistory
{
    // What waited less and was answered at once is told whole by the attempt's own times and status.
    private static readonly TimeSpan Notable = TimeSpan.FromSeconds(1);

    /// <param name="result">What came of it.</param>
    /// <param name="startedAt">When it began.</param>
    /// <param name="endedAt">When its result was known.</param>
    /// <param name="traceId">The trace of the delivery that it was made for.</param>
    public static AttemptEntry Of(
        FetchResult result, DateTimeOffset startedAt, DateTimeOffset endedAt, string? traceId) =>
        new(startedAt, endedAt, result.Attempts, result.StatusCode, result.Reason)
        {
            TraceId = traceId,
            Requests = IsNotable(result.Requests) ? [.. result.Requests.Select(RequestOf)] : null,
        };

    /// <summary>The part of a fetch that a delivery took part in: the HTTP attempts from its joining on.</summary>
    public static AttemptEntry Since(AttemptEntry fetch, DateTimeOffset joinedAt)
    {
        if (fetch.Requests is not { Count: > 1 } requests || requests[0].StartedAt >= joinedAt)
        {
            return fetch;
        }

        var own = requests.Where(request => request.StartedAt >= joinedAt).ToList();
        return fetch with { StartedAt = joinedAt, HttpAttempts = own.Count, Requests = own };
    }

    private static bool IsNotable(IReadOnlyList<FetchRequest> requests) =>
        requests.Count > 1 || (requests.Count == 1 && requests[0].Waited >= Notable);

    private static HttpAttemptEntry RequestOf(FetchRequest request) =>
        new(request.StartedAt, request.Took, request.StatusCode, request.Reason, request.Waited, request.WaitedFor);
}
