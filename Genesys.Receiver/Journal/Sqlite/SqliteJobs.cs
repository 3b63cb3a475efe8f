namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>The jobs of operators, on the writer's thread: a step takes about as long as a commit.</summary>
internal sealed class SqliteJobs(SqliteWriter writer, DeliveryLedger deliveries, TimeProvider time) : IJournalJobs
{
    // What one transaction does at most, so that no record waits long for it.
    private const int MaxActs = 200;

    private DateTimeOffset Now => time.GetUtcNow();

    private JobRows Rows => new(writer.File);

    public async ValueTask<Job> CreateAsync(
        NewJob job, Func<long, AuditEntry> auditOf, CancellationToken cancellationToken) => (await DoAsync(
        () =>
        {
            var created = Rows.Insert(job, Now.ToUnixTimeMilliseconds());
            SqliteAudit.Insert(writer.File, auditOf(created.Id));
            return created;
        },
        cancellationToken))!;

    public ValueTask<Job?> FreezeAsync(
        long id, IReadOnlyList<long> keys, string? cursor, bool last, CancellationToken cancellationToken) =>
        DoAsync(
            () =>
            {
                var rows = Rows;
                return rows.Find(id) is { State: JobState.Freezing } job
                    ? rows.Update(job.Collected(rows.AddKeys(id, keys), cursor, last, Now)) : null;
            },
            cancellationToken);

    public ValueTask<Job?> FindAsync(long id, CancellationToken cancellationToken) =>
        writer.RunAsync(null, () => Rows.Find(id), cancellationToken);

    public ValueTask<Found<Job>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken) =>
        writer.RunAsync(
        null,
        () => SearchCursor.Page(Rows.Before(SearchCursor.Read(cursor), limit + 1), limit, job => job.Id),
        cancellationToken);

    public ValueTask<Job?> StopAsync(long id, CancellationToken cancellationToken) =>
        EndAsync(id, JobState.Stopped, null, cancellationToken);

    public ValueTask<IReadOnlyList<Job>> LeaseAsync(int max, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<Job>>(null, () => Rows.ToDo(max), cancellationToken);

    public async ValueTask<Job?> ActAsync(long id, int max, CancellationToken cancellationToken)
    {
        List<Acted> acted = [];
        Job? changed = null;
        return await writer.RunAsync(
            () => (changed, acted) = Act(id, Math.Min(max, MaxActs)),
            () =>
            {
                if (changed?.Action != JobAction.Fetch)
                {
                    acted.ForEach(changed?.Action == JobAction.Replay ? deliveries.WasReplayed : deliveries.WasEnded);
                }

                return changed;
            },
            cancellationToken);
    }

    public async ValueTask FailAsync(long id, string problem, CancellationToken cancellationToken) =>
        await EndAsync(id, JobState.Failed, problem, cancellationToken);

    private (Job? Job, List<Acted> Acted) Act(long id, int max)
    {
        var rows = Rows;
        if (rows.Find(id) is not { State: JobState.Running } job)
        {
            return (null, []);
        }

        var acted = new List<Acted>();
        var keys = rows.TakeKeys(id, max);
        foreach (var key in keys)
        {
            var one = job.Action switch
            {
                JobAction.Replay => deliveries.Replay(key, job.Destination),
                JobAction.Discard => deliveries.Discard(key, job.Destination, job.Reason),
                JobAction.Fetch =>
                    new ReconciliationRows(writer.File).Ask(key, Now.ToUnixTimeMilliseconds())
                        ? new Acted(key, DeliveryState.Finished, 0, 0) : null,
                _ => deliveries.Erase(key),
            };
            if (one is { } done)
            {
                acted.Add(done);
            }
        }

        return (rows.Update(job.Acted(keys.Count, acted.Count, Now)), acted);
    }

    private ValueTask<Job?> EndAsync(long id, JobState state, string? problem, CancellationToken cancellationToken) =>
        DoAsync(
        () =>
        {
            var rows = Rows;
            return rows.Find(id) is { EndedAt: null } job ? rows.Update(job.Ended(state, problem, Now)) : rows.Find(id);
        },
        cancellationToken);

    private ValueTask<Job?> DoAsync(Func<Job?> write, CancellationToken cancellationToken)
    {
        Job? job = null;
        return writer.RunAsync(() => job = write(), () => job, cancellationToken);
    }
}
