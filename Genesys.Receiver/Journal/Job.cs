namespace Genesys.Receiver.Journal;

/// <summary>What a job does to each of its deliveries.</summary>
internal enum JobAction
{
    /// <summary>
    /// Puts it back to be processed, under its key: a dead letter, or a finished one whose payload is still kept.
    /// </summary>
    Replay,

    /// <summary>Ends a dead letter; its payload is removed.</summary>
    Discard,

    /// <summary>
    /// Removes payload and conversation id, whatever its state; one that is open or a dead letter ends as discarded.
    /// </summary>
    Erase,

    /// <summary>
    /// Asks for a conversation that reconciliation missed to be fetched; its keys are those of
    /// <see cref="ReconciliationEntry"/>.
    /// </summary>
    Fetch,
}

/// <summary>Where a job stands.</summary>
internal enum JobState
{
    /// <summary>Its keys are being collected.</summary>
    Freezing,

    /// <summary>It works.</summary>
    Running,

    /// <summary>An operator stopped it; what was done stays done.</summary>
    Stopped,

    /// <summary>Each of its keys was dealt with.</summary>
    Completed,

    /// <summary>It can't go on, see <see cref="Job.Problem"/>.</summary>
    Failed,
}

/// <summary>A job that is to be created.</summary>
internal sealed record NewJob
{
    public required JobAction Action { get; init; }

    /// <summary>Deliveries per second, at least 1.</summary>
    public required int RatePerSecond { get; init; }

    /// <summary>Why, as the operator says; kept with each delivery that it ends.</summary>
    public required string Reason { get; init; }

    /// <summary>The operator's name; null for one without.</summary>
    public string? By { get; init; }

    /// <summary>What it was asked to act on, as text that its creator reads again; the journal only keeps it.</summary>
    public required string Filter { get; init; }

    /// <summary>Takes only what has been in its state since then.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>
    /// Replays or discards only the dead letters of hand-overs to this destination. Null: a fetch that failed, and all
    /// hand-overs that are dead letters.
    /// </summary>
    public string? Destination { get; init; }
}

/// <summary>A replay, discard or erasure of many deliveries.</summary>
internal sealed record Job
{
    /// <summary>The journal's own key of it, rising.</summary>
    public required long Id { get; init; }

    public required JobAction Action { get; init; }

    public required JobState State { get; init; }

    /// <summary>Keys that were collected so far.</summary>
    public required long Total { get; init; }

    /// <summary>
    /// Deliveries that were put back, ended or erased, and conversations that were asked for, each once.
    /// </summary>
    public required long Done { get; init; }

    /// <summary>Deliveries that couldn't be: by then they were gone, in another state, or without a payload.</summary>
    public required long Failed { get; init; }

    public required int RatePerSecond { get; init; }

    public required string Reason { get; init; }

    public string? By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>See <see cref="NewJob.Filter"/>.</summary>
    public required string Filter { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    /// <summary>See <see cref="NewJob.Destination"/>.</summary>
    public string? Destination { get; init; }

    /// <summary>Where collecting its keys goes on; null at the beginning.</summary>
    public string? Cursor { get; init; }

    /// <summary>Why it failed: a sentence; null when it didn't.</summary>
    public string? Problem { get; init; }

    /// <summary>The job with keys that were collected; it fails when they are too many.</summary>
    public Job Collected(long added, string? cursor, bool last, DateTimeOffset now) =>
        Total + added > IJournalJobs.MaxKeys
            ? (this with { Total = Total + added }).Ended(JobState.Failed, JobProblems.TooMany, now)
            : (this with
            {
                Total = Total + added,
                Cursor = cursor,
                State = last ? JobState.Running : JobState.Freezing,
            }).EndedIfDone(now);

    /// <summary>The job when some of its keys were dealt with.</summary>
    public Job Acted(int keys, int done, DateTimeOffset now) =>
        (this with { Done = Done + done, Failed = Failed + keys - done }).EndedIfDone(now);

    public Job Ended(JobState state, string? problem, DateTimeOffset now) =>
        this with { State = state, Problem = problem, EndedAt = now };

    private Job EndedIfDone(DateTimeOffset now) =>
        State == JobState.Running && Done + Failed >= Total ? Ended(JobState.Completed, null, now) : this;
}
