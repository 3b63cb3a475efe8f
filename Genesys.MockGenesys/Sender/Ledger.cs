using Genesys.MockGenesys.Events;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// What was sent and what was answered: the last 100,000 events, and counts of all. The oldest event goes first when it
/// is full, whatever its state; <see cref="LedgerCounts.Forgotten"/> says how many went.
/// </summary>
internal sealed class Ledger(TimeProvider clock)
{
    public const int Capacity = 100_000;
    private const int BodiesKept = 2_000;
    private const int DeadLettersKept = 10_000;
    private const int LongestAnswerKept = 2_000;

    private readonly Lock _gate = new();
    private readonly LedgerEntry?[] _ring = new LedgerEntry?[Capacity];
    private readonly Queue<DeadLetter> _deadLetters = new();
    private readonly SortedDictionary<string, long> _answers = new(StringComparer.Ordinal);
    private long _published;
    private long _malformed;
    private long _invocations;
    private long _delivered;
    private long _refused;
    private long _exhausted;
    private long _unexpected;

    /// <summary>Enters an event that is about to be sent.</summary>
    public LedgerEntry Publish(OutgoingEvent outgoing)
    {
        lock (_gate)
        {
            var entry = new LedgerEntry(++_published, outgoing, clock.GetUtcNow());
            _malformed += outgoing.Malformation is null ? 0 : 1;
            _ring[entry.Number % Capacity] = entry;
            At(_published - BodiesKept)?.LetBodyGo();
            return entry;
        }
    }

    /// <summary>Enters what a request came to and what follows from it.</summary>
    public void Answered(
        Invocation invocation, InvocationResult result, RetryDecision decision, IEnumerable<DeadLetter> deadLetters)
    {
        var outcomes = AnswerBody.ReadOutcomes(result.Answer, invocation.IsArray);
        var kept = result.Answer is { Length: > LongestAnswerKept } whole
            ? result with { Answer = whole[..LongestAnswerKept] }
            : result;
        lock (_gate)
        {
            _invocations++;
            var answer = result.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture)
                ?? result.Failure
                ?? "none";
            _answers[answer] = _answers.GetValueOrDefault(answer) + 1;
            for (var index = 0; index < invocation.Entries.Count; index++)
            {
                var entry = invocation.Entries[index];
                var own = kept with { Outcome = OutcomeOf(outcomes, index, invocation.Entries.Count) };
                entry.Add(own);
                Move(entry, decision.State);
            }

            foreach (var letter in deadLetters)
            {
                AddDeadLetter(letter);
            }
        }
    }

    public LedgerCounts Count()
    {
        lock (_gate)
        {
            return new LedgerCounts
            {
                Published = _published,
                Malformed = _malformed,
                Invocations = _invocations,
                Waiting = _published - _delivered - _refused - _exhausted,
                Delivered = _delivered,
                Refused = _refused,
                Exhausted = _exhausted,
                Unexpected = _unexpected,
                Forgotten = Math.Max(0, _published - Capacity),
                Answers = new SortedDictionary<string, long>(_answers, StringComparer.Ordinal),
            };
        }
    }

    /// <summary>The latest events, newest first.</summary>
    public IReadOnlyList<LedgerLine> Latest(int count, EventState? state = null)
    {
        lock (_gate)
        {
            var found = NewestFirst().Where(entry => state is null || entry.State == state);
            return [.. found.Take(count).Select(LedgerLine.Of)];
        }
    }

    /// <summary>Every event that is remembered, oldest first, without its body.</summary>
    public IReadOnlyList<LedgerDetail> All()
    {
        lock (_gate)
        {
            return [.. NewestFirst().Reverse().Select(LedgerDetail.WithoutBody)];
        }
    }

    /// <summary>The event with this number while its body is kept, or null.</summary>
    public OutgoingEvent? FindEvent(long number)
    {
        lock (_gate)
        {
            return At(number) is { Event: { Body.IsEmpty: false } found } ? found : null;
        }
    }

    /// <summary>One event with everything that was answered, or null.</summary>
    public LedgerDetail? Find(long number)
    {
        lock (_gate)
        {
            return At(number) is { } found ? LedgerDetail.Of(found) : null;
        }
    }

    /// <summary>The latest dead letters, newest first; at most 10,000 are kept.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters(int count)
    {
        lock (_gate)
        {
            return [.. _deadLetters.Reverse().Take(count)];
        }
    }

    /// <summary>Empties the dead-letter queue.</summary>
    public IReadOnlyList<DeadLetter> TakeDeadLetters()
    {
        lock (_gate)
        {
            DeadLetter[] taken = [.. _deadLetters];
            _deadLetters.Clear();
            return taken;
        }
    }

    // A whole body that is an array is one event of the ledger: its worst item counts.
    private static string? OutcomeOf(IReadOnlyList<string?> outcomes, int index, int events) => events == 1
        ? outcomes.FirstOrDefault(outcome => outcome is not ("accepted" or "duplicate"))
            ?? (outcomes.Count > 0 ? outcomes[0] : null)
        : index < outcomes.Count ? outcomes[index] : null;

    private LedgerEntry? At(long number) =>
        number > 0 && _ring[number % Capacity] is { } entry && entry.Number == number ? entry : null;

    private IEnumerable<LedgerEntry> NewestFirst()
    {
        for (var number = _published; At(number) is { } entry; number--)
        {
            yield return entry;
        }
    }

    private void Move(LedgerEntry entry, EventState state)
    {
        var before = entry.State;
        entry.MoveTo(state);
        if (entry.State == before)
        {
            return;
        }

        Tally(before, -1);
        Tally(entry.State, +1);
        _unexpected += LedgerLine.Of(entry).IsAsExpected ? 0 : 1;
    }

    private void Tally(EventState state, int by)
    {
        switch (state)
        {
            case EventState.Delivered:
                _delivered += by;
                break;
            case EventState.Refused:
                _refused += by;
                break;
            case EventState.Exhausted:
                _exhausted += by;
                break;
            case EventState.Waiting:
                break;
        }
    }

    private void AddDeadLetter(DeadLetter letter)
    {
        _deadLetters.Enqueue(letter);
        if (_deadLetters.Count > DeadLettersKept)
        {
            _deadLetters.Dequeue();
        }
    }
}
