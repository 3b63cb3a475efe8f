using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Destinations.Operators;

/// <summary>
/// What operators see of the destinations, and do to them. Members that reach the journal throw
/// <see cref="JournalUnavailableException"/> when it can't be reached.
/// </summary>
internal sealed class DestinationAdministration(
    DestinationSet destinations, DestinationStates states, IHandOverJournal journal, OperatorEvents operators,
    TimeProvider time)
{
    private const string TestEvent = "genesys.receiver.test";

    /// <summary>
    /// Every destination, by name, also those that are no longer configured while events wait for them.
    /// </summary>
    public async ValueTask<IReadOnlyList<DestinationView>> ListAsync(CancellationToken cancellationToken)
    {
        await states.RefreshAsync(destinations, cancellationToken);
        return
        [
            .. destinations.Pumps.Select(View)
                .Concat(states.All
                    .Where(state => Find(state.Name) is null && state.Waiting + state.DeadLetters > 0).Select(View))
                .OrderBy(view => view.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Pauses it at every receiver, until it is resumed. False when there is none of the name.</summary>
    public async ValueTask<bool> PauseAsync(
        string name, string by, string? reason, CancellationToken cancellationToken)
    {
        if (Find(name) is null)
        {
            return false;
        }

        await journal.PauseAsync(name, by, reason, cancellationToken);
        operators.Notice(OperatorEvents.DestinationPaused, name, [new("reason", "operator")]);
        await states.RefreshAsync(destinations, cancellationToken);
        return true;
    }

    /// <summary>
    /// Ends an operator's pause, and the one that its failures brought at this receiver. False when there is none of
    /// the name.
    /// </summary>
    public async ValueTask<bool> ResumeAsync(string name, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } pump)
        {
            return false;
        }

        await journal.ResumeAsync(name, cancellationToken);
        await states.RefreshAsync(destinations, cancellationToken);
        pump.Resume();
        return true;
    }

    /// <summary>
    /// Hands a test event (<c>genesys.receiver.test</c>) over at once, past the journal, whether it is paused or not.
    /// </summary>
    /// <returns>How it ended; null when no destination of the name is configured.</returns>
    public async ValueTask<HandOverResult?> TestAsync(string name, CancellationToken cancellationToken) =>
        Find(name) is { } pump ? await pump.TestAsync(AnEvent(name), cancellationToken) : null;

    /// <summary>Ends what waits for it and isn't under way, oldest first.</summary>
    /// <returns>How many, at most <paramref name="max"/>; null when there is none of the name.</returns>
    public async ValueTask<int?> DiscardAsync(
        string name, string reason, int max, CancellationToken cancellationToken)
    {
        if (Find(name) is null)
        {
            await states.RefreshAsync(destinations, cancellationToken);
            if (states.Of(name) is null)
            {
                return null;
            }
        }

        return await journal.DiscardWaitingAsync(name, reason, max, cancellationToken);
    }

    private DestinationPump? Find(string name) =>
        destinations.Pumps.FirstOrDefault(pump => pump.Context.Name == name);

    private DestinationView View(DestinationPump pump)
    {
        var (name, options) = (pump.Context.Name, pump.Context.Options);
        var state = states.Of(name);
        return new DestinationView
        {
            Name = name,
            Type = options.Type,
            Standing = state?.Paused is not null ? DestinationStanding.PausedByOperator
                : pump.Condition.PausedAt is not null ? DestinationStanding.Paused
                : pump.Condition.IsFailing ? DestinationStanding.Failing : DestinationStanding.Working,
            Topics = [.. options.Topics],
            Payload = options.GivenPayload,
            Format = options.Format,
            Ordering = options.Ordering,
            Waiting = state?.Waiting ?? 0,
            OldestAt = state?.OldestAt,
            DeadLetters = state?.DeadLetters ?? 0,
            RatePerSecond = pump.Rate.PerSecond,
            PausedBy = state?.Paused,
            PausedSince = pump.Condition.PausedAt,
            Problem = pump.Condition.Reason,
            LastFailure = state?.LastFailure,
        };
    }

    private static DestinationView View(DestinationState state) => new()
    {
        Name = state.Name,
        Standing = DestinationStanding.NotConfigured,
        Waiting = state.Waiting,
        OldestAt = state.OldestAt,
        DeadLetters = state.DeadLetters,
        PausedBy = state.Paused,
        LastFailure = state.LastFailure,
    };

    private LeasedHandOver AnEvent(string name)
    {
        var now = time.GetUtcNow();
        return new LeasedHandOver
        {
            Key = 0,
            Lease = 0,
            Destination = name,
            Attempts = 0,
            RecordedAt = now,
            IsOperatorEvent = true,
            Record = OperatorEventRecord.Of(new OperatorEvent
            {
                Id = Guid.NewGuid().ToString(),
                Type = TestEvent,
                At = now,
                Data = """{"test":true}"""u8.ToArray(),
            }),
        };
    }
}
