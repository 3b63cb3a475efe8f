namespace Genesys.Receiver.GenesysCloud;

/// <summary>One HTTP attempt of a fetch, as the history of its deliveries keeps it.</summary>
/// <param name="StartedAt">When it was sent.</param>
/// <param name="Took">From then until its answer was judged, or until it was given up.</param>
/// <param name="Waited">How long the fetch waited before it: for the retry, and for its turn.</param>
/// <param name="WaitedFor">
/// What most of the wait was for: the reason of the attempt before, <c>rate_limit</c> or <c>concurrency</c>; null
/// without a wait.
/// </param>
/// <param name="StatusCode">The HTTP status; 0 when nothing answered.</param>
/// <param name="Reason">The outcome in a word, as <see cref="FetchResult.Reason"/>.</param>
internal sealed record FetchRequest(
    DateTimeOffset StartedAt, TimeSpan Took, TimeSpan Waited, string? WaitedFor, int StatusCode, string Reason);
