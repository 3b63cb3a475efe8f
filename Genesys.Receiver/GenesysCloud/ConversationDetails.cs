using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Asks analytics which conversations there were (<c>POST /api/v2/analytics/conversations/details/query</c>), a page at
/// a time and behind everything that fetches for an event.
/// </summary>
internal sealed partial class ConversationDetails(ApiRequests requests, GenesysEndpoints endpoints)
{
    /// <summary>Conversations on a page: the most that the API is known to give.</summary>
    public const int PageSize = 100;

    /// <summary>
    /// One page of the conversations that were under way in an interval, in the order of their beginning. The API adds
    /// those that began earlier on the same day. No retry: whoever asks comes back later.
    /// </summary>
    /// <param name="from">Where the interval begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="page">The page's number, from 1.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DetailsPage> QueryAsync(
        DateTimeOffset from, DateTimeOffset to, int page, CancellationToken cancellationToken)
    {
        var query = new Query(
            $"{Iso8601(from)}/{Iso8601(to)}", "asc", "conversationStart", new Paging(PageSize, page));
        var fetch = new FetchContext(
            NoRetries.Instance, endpoints.DetailsQuery, ApiResource.DetailsQuery,
            Activity.Current)
        { IsBackground = true };
        var result = await requests.SendAsync(
            fetch, JsonSerializer.SerializeToUtf8Bytes(query, DetailsJson.Default.Query), cancellationToken);
        return result.Outcome == FetchOutcome.Fetched
            ? Read(result)
            : new DetailsPage(result.Reason, result.StatusCode, [], 0) { RetryAfter = result.RetryAfter };
    }

    private static DetailsPage Read(FetchResult result)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(result.Conversation.Span, DetailsJson.Default.Answer);
            return new DetailsPage(
                null, result.StatusCode, [.. (answer?.Conversations ?? []).Select(NamedOf)], answer?.TotalHits ?? 0);
        }
        catch (JsonException)
        {
            return new DetailsPage(Reasons.WrongShape, result.StatusCode, [], 0);
        }
    }

    private static NamedConversation NamedOf(Conversation? conversation) => new(
        conversation?.ConversationId ?? throw new JsonException(),
        conversation.ConversationStart ?? throw new JsonException(),
        conversation.ConversationEnd,
        (conversation.Participants ?? []).Select(PurposeOf).OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase));

    private static string? PurposeOf(Participant? participant) => (participant ?? throw new JsonException()).Purpose;

    private static string Iso8601(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed record Query(string Interval, string Order, string OrderBy, Paging Paging);

    private sealed record Paging(int PageSize, int PageNumber);

    // A list may hold null, whatever its type says.
    private sealed record Answer(IReadOnlyList<Conversation?>? Conversations, int TotalHits);

    private sealed record Conversation(
        string? ConversationId, DateTimeOffset? ConversationStart, DateTimeOffset? ConversationEnd,
        IReadOnlyList<Participant?>? Participants);

    private sealed record Participant(string? Purpose);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Query))]
    [JsonSerializable(typeof(Answer))]
    private sealed partial class DetailsJson : JsonSerializerContext;

    private sealed class NoRetries : IFetchProgress
    {
        public static readonly NoRetries Instance = new();

        public bool MayRetry => false;

        public bool RetriesNotFound => false;

        public void BackingOff()
        {
        }

        public void Queueing()
        {
        }

        public ValueTask AttemptStartingAsync(bool answersForNewer, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}

/// <summary>A page of conversations that analytics names.</summary>
/// <param name="Problem">Why there is none, a stable word in snake case as <see cref="FetchResult.Reason"/>; null:
/// there is.</param>
/// <param name="StatusCode">The HTTP status; 0 when nothing answered.</param>
/// <param name="Conversations">The conversations; empty behind the last page.</param>
/// <param name="TotalHits">About how many there are on all pages.</param>
internal sealed record DetailsPage(
    string? Problem, int StatusCode, IReadOnlyList<NamedConversation> Conversations, int TotalHits)
{
    /// <summary>The wait that the answer asked for, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>A conversation as analytics names it.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it goes on.</param>
/// <param name="Purposes">What its participants were there for: <c>customer</c>, <c>agent</c>, <c>acd</c>, …</param>
internal sealed record NamedConversation(
    string Id, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, IReadOnlySet<string> Purposes);
