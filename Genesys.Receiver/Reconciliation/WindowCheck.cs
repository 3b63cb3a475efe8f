using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Reconciliation;

/// <summary>Compares one window: what analytics names with what the journal knows.</summary>
internal sealed class WindowCheck(
    IJournalReconciliation journal, ConversationDetails details, ExpectedTopics expected,
    IOptions<ReconciliationOptions> options, TimeProvider time)
{
    /// <summary>Conversations of a window that are kept by id; the counts go on beyond.</summary>
    public const int MaxListed = 10_000;

    private static readonly TimeSpan ShortestPart = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LeastWait = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The events of conversations that were missing are looked for again so long after the first time.
    /// </summary>
    private static readonly TimeSpan[] Again = [TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24)];

    private readonly ReconciliationOptions _options = options.Value;
    private long? _askedAt;

    /// <summary>Asks analytics, and compares.</summary>
    /// <returns>The window as it is now, with a problem when analytics couldn't be asked, and what was found.</returns>
    public async Task<(ReconciliationWindow Window, IReadOnlyList<ReconciliationEntry> Found)> CompareAsync(
        ReconciliationWindow window, CancellationToken cancellationToken)
    {
        var tally = new Tally(window);
        var problem = await QueryAsync(window.From, window.To, tally, cancellationToken);
        var now = time.GetUtcNow();
        if (problem is not null)
        {
            return (window with { Problem = problem, Requests = window.Requests + tally.Requests }, []);
        }

        var compared = window with
        {
            CheckedAt = now,
            Checks = 1,
            Requests = window.Requests + tally.Requests,
            Known = tally.Known,
            Missing = tally.Missing,
            Incomplete = tally.Incomplete,
            NotExpected = tally.NotExpected,
            Problem = null,
        };
        return (compared with { DueAt = NextOf(compared) }, tally.Found);
    }

    /// <summary>
    /// Looks again for the events of conversations that were missing or incomplete. It asks the journal alone.
    /// </summary>
    /// <returns>The window as it is now, and the keys of those that are late.</returns>
    public async Task<(ReconciliationWindow Window, IReadOnlyList<long> Late)> LookAgainAsync(
        ReconciliationWindow window, CancellationToken cancellationToken)
    {
        var late = new List<ReconciliationEntry>();
        foreach (var result in new[] { ReconciliationResult.Missing, ReconciliationResult.Incomplete })
        {
            string? cursor = null;
            do
            {
                var page = await journal.ConversationsAsync(
                    window.Id, result, IJournalReconciliation.MaxLookedUp, cursor, cancellationToken);
                var known = await journal.FindTopicsAsync(
                    [.. page.Items.Select(entry => entry.ConversationId)], cancellationToken);
                late.AddRange(page.Items.Where(entry => TopicsOf(known, entry.ConversationId) is { Count: > 0 } topics
                    && (entry.EndTopic is null || topics.Contains(entry.EndTopic))));
                cursor = page.Next;
            }
            while (cursor is not null);
        }

        var missing = late.Count(entry => entry.Result == ReconciliationResult.Missing);
        var looked = window with
        {
            CheckedAt = time.GetUtcNow(),
            Checks = window.Checks + 1,
            Missing = window.Missing - missing,
            Incomplete = window.Incomplete - (late.Count - missing),
            Late = window.Late + late.Count,
            Problem = null,
        };
        return (looked with { DueAt = NextOf(looked) }, [.. late.Select(entry => entry.Key)]);
    }

    private DateTimeOffset? NextOf(ReconciliationWindow window)
    {
        if (window.Missing + window.Incomplete == 0 || window.Checks > Again.Length)
        {
            return null;
        }

        // One that was compared late isn't looked at three times in a row.
        var planned = window.To + _options.Delay + Again[window.Checks - 1];
        var soonest = time.GetUtcNow() + LeastWait;
        return planned > soonest ? planned : soonest;
    }

    private async Task<string?> QueryAsync(
        DateTimeOffset from, DateTimeOffset to, Tally tally, CancellationToken cancellationToken)
    {
        for (var page = 1; ; page++)
        {
            await WaitForTurnAsync(cancellationToken);
            if (!await journal.RenewAsync(tally.Window, cancellationToken))
            {
                return ReconciliationProblems.Taken;
            }

            var answer = await details.QueryAsync(from, to, page, cancellationToken);
            tally.Requests++;
            if (answer.Problem is not null)
            {
                return ReconciliationProblems.Of(answer);
            }

            if (Math.Max(answer.TotalHits, page * ConversationDetails.PageSize) > _options.MaxConversations)
            {
                var length = WallClock.Between(from, to);
                var middle = from + (length / 2);
                return length <= ShortestPart
                    ? ReconciliationProblems.TooMany(_options.MaxConversations)
                    : await QueryAsync(from, middle, tally, cancellationToken)
                        ?? await QueryAsync(middle, to, tally, cancellationToken);
            }

            await CompareAsync(answer.Conversations, tally, cancellationToken);
            if (answer.Conversations.Count < ConversationDetails.PageSize)
            {
                return null;
            }
        }
    }

    private async Task WaitForTurnAsync(CancellationToken cancellationToken)
    {
        if (_askedAt is { } at)
        {
            var wait = (TimeSpan.FromMinutes(1) / _options.RequestsPerMinute) - time.GetElapsedTime(at);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, cancellationToken);
        }

        _askedAt = time.GetTimestamp();
    }

    private async Task CompareAsync(
        IReadOnlyList<NamedConversation> named, Tally tally, CancellationToken cancellationToken)
    {
        // Those that began before the window are named too when they went on in it, and pages may overlap.
        var mine = named.Where(conversation => tally.Takes(conversation)).ToList();
        var wanted = mine.Where(conversation =>
            ConversationId.TryCreate(conversation.Id, out _) && expected.Expects(conversation)).ToList();
        tally.NotExpected += mine.Count - wanted.Count;
        if (wanted.Count == 0)
        {
            return;
        }

        var known = await journal.FindTopicsAsync(
            [.. wanted.Select(conversation => conversation.Id)], cancellationToken);
        foreach (var conversation in wanted)
        {
            var topics = TopicsOf(known, conversation.Id);
            if (topics.Count == 0)
            {
                tally.Miss(conversation, ReconciliationResult.Missing, null);
            }
            else if (HasEnded(conversation) && expected.EndOf(conversation, topics) is { } end && !topics.Contains(end))
            {
                tally.Miss(conversation, ReconciliationResult.Incomplete, end);
            }
            else
            {
                tally.Known++;
            }
        }
    }

    // The last event of one that ended a moment ago may be on its way. An end may be the last moment that there is, to
    // which nothing can be added.
    private bool HasEnded(NamedConversation conversation) =>
        conversation.EndedAt <= time.GetUtcNow() - _options.Delay;

    private static HashSet<string> TopicsOf(IReadOnlyDictionary<string, IReadOnlySet<string>> known, string id) =>
        [.. known.GetValueOrDefault(id)?.Where(topic => topic != ReconciliationEntry.EventType) ?? []];

    private sealed class Tally(ReconciliationWindow window)
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public long Window => window.Id;

        public List<ReconciliationEntry> Found { get; } = [];

        public int Requests { get; set; }

        public int Known { get; set; }

        public int NotExpected { get; set; }

        public int Missing { get; private set; }

        public int Incomplete { get; private set; }

        public bool Takes(NamedConversation conversation) =>
            conversation.StartedAt >= window.From && conversation.StartedAt < window.To && _seen.Add(conversation.Id);

        public void Miss(NamedConversation conversation, ReconciliationResult result, string? endTopic)
        {
            (Missing, Incomplete) = result == ReconciliationResult.Missing
                ? (Missing + 1, Incomplete) : (Missing, Incomplete + 1);
            if (Found.Count < MaxListed)
            {
                Found.Add(new ReconciliationEntry
                {
                    ConversationId = conversation.Id,
                    Result = result,
                    StartedAt = conversation.StartedAt,
                    EndedAt = conversation.EndedAt,
                    EndTopic = endTopic,
                });
            }
        }
    }
}
