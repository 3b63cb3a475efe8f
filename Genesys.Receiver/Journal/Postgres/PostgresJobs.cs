using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// The jobs of operators. A receiver works at those whose lease it has; a lease is a row's owner, and until when.
/// </summary>
internal sealed class PostgresJobs(
    PostgresDatabase database, PostgresActs acts, JournalOptions options, Guid owner, JournalClock clock) : IJournalJobs
{
    private const int MaxActs = 200;
    private const string Columns =
        "id, action, state, total, done, failed, rate, reason, operator, created, ended, filter, as_of, cursor, "
            + "problem, destination";

    private const string Insert = $"""
        INSERT INTO journal.jobs (action, state, rate, reason, operator, created, filter, as_of, destination)
        VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $8) RETURNING {Columns}
        """;

    private const string Lease = $"""
        UPDATE journal.jobs SET owner = $1, leased_until = $2 WHERE id IN (
            SELECT id FROM journal.jobs WHERE ended IS NULL AND (owner = $1 OR leased_until IS NULL OR leased_until <= $3 OR leased_until > $5)
            ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED)
        RETURNING {Columns}
        """;

    private const string End = $"""
        UPDATE journal.jobs SET state = $2, ended = $3, problem = $4 WHERE id = $1 AND ended IS NULL RETURNING {Columns}
        """;

    private const string AddKeys = """
        WITH added AS (INSERT INTO journal.job_keys (job, key) SELECT $1, unnest($2) ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*) FROM added
        """;

    private const string TakeKeys = """
        DELETE FROM journal.job_keys WHERE job = $1 AND key = ANY (ARRAY(SELECT key FROM journal.job_keys WHERE job = $1 ORDER BY key LIMIT $2)) RETURNING key
        """;

    private const string Update = """
        UPDATE journal.jobs SET state = $2, total = $3, done = $4, failed = $5, ended = $6, cursor = $7, problem = $8, leased_until = $9 WHERE id = $1
        """;

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(clock.Now);

    public ValueTask<Job> CreateAsync(
        NewJob job, Func<long, AuditEntry> auditOf, CancellationToken cancellationToken) => database.TransactAsync(
        async connection =>
        {
            var created = (await connection.ReadAsync(
                Insert, Read, (int)job.Action, job.RatePerSecond, job.Reason, OrNull(job.By), clock.Now, job.Filter,
                clock.OfPast(job.AsOf),
                OrNull(job.Destination)))[0];
            await connection.RunAsync(PostgresAudit.Insert, PostgresAudit.Parameters(auditOf(created.Id), clock.Now));
            return created;
        },
        cancellationToken);

    public ValueTask<Job?> FreezeAsync(
        long id, IReadOnlyList<long> keys, string? cursor, bool last, CancellationToken cancellationToken) => WorkAsync(
        id,
        JobState.Freezing,
        async (connection, job) => job.Collected(
            (await connection.ReadAsync(AddKeys, row => row.GetInt64(0), id, keys.ToArray()))[0], cursor, last, Now),
        cancellationToken);

    public async ValueTask<Job?> FindAsync(long id, CancellationToken cancellationToken) => (await database.QueryAsync(
        $"SELECT {Columns} FROM journal.jobs WHERE id = $1", Read, cancellationToken, id)).FirstOrDefault();

    public async ValueTask<Found<Job>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken) =>
        SearchCursor.Page(
        await database.QueryAsync(
            $"SELECT {Columns} FROM journal.jobs WHERE id < $1 ORDER BY id DESC LIMIT $2", Read, cancellationToken,
            SearchCursor.Read(cursor), limit + 1),
        limit,
        job => job.Id);

    public ValueTask<Job?> StopAsync(long id, CancellationToken cancellationToken) =>
        EndAsync(id, JobState.Stopped, null, cancellationToken);

    public async ValueTask<IReadOnlyList<Job>> LeaseAsync(int max, CancellationToken cancellationToken)
    {
        var jobs = await database.ChangeAsync(
            Lease, Read, cancellationToken, owner, clock.After(options.LeaseDuration), clock.Now, max, clock.LatestDue);
        jobs.Sort((one, other) => one.Id.CompareTo(other.Id));
        return jobs;
    }

    public async ValueTask<Job?> ActAsync(long id, int max, CancellationToken cancellationToken)
    {
        List<long> done = [];
        var job = await acts.WatchAsync(WorkAsync(
            id,
            JobState.Running,
            async (connection, running) =>
            {
                var keys = await connection.ReadAsync(TakeKeys, row => row.GetInt64(0), id, Math.Min(max, MaxActs));
                done = await acts.DoAsync(connection, running, keys);
                return running.Acted(keys.Count, done.Count, Now);
            },
            cancellationToken));
        if (job?.Action != JobAction.Fetch)
        {
            acts.Done(done, job?.Action == JobAction.Replay);
        }

        return job;
    }

    public async ValueTask FailAsync(long id, string problem, CancellationToken cancellationToken) =>
        await EndAsync(id, JobState.Failed, problem, cancellationToken);

    /// <summary>Gives back the jobs that this receiver works at: it stops.</summary>
    public ValueTask GiveBackAllAsync() =>
        database.ExecuteAsync(
            "UPDATE journal.jobs SET owner = NULL, leased_until = NULL WHERE owner = $1", default, owner);

    private async ValueTask<Job?> EndAsync(
        long id, JobState state, string? problem, CancellationToken cancellationToken)
    {
        await database.ChangeAsync(End, Read, cancellationToken, id, (int)state, clock.Now, OrNull(problem));
        return await FindAsync(id, cancellationToken);
    }

    // The row is locked meanwhile, so that a job is stopped before a step or after it.
    private ValueTask<Job?> WorkAsync(
        long id, JobState state, Func<NpgsqlConnection, Job, Task<Job>> work, CancellationToken cancellationToken) =>
            database.TransactAsync(
        async connection =>
        {
            var found = await connection.ReadAsync(
                $"SELECT {Columns} FROM journal.jobs WHERE id = $1 AND state = $2 AND owner = $3 FOR UPDATE", Read, id,
                (int)state, owner);
            if (found is not [var job])
            {
                return null;
            }

            job = await work(connection, job);
            await connection.RunAsync(
                Update,
                id,
                (int)job.State,
                job.Total,
                job.Done,
                job.Failed,
                OrNull(job.EndedAt?.ToUnixTimeMilliseconds()),
                OrNull(job.Cursor),
                OrNull(job.Problem),
                clock.After(options.LeaseDuration));
            return job;
        },
        cancellationToken);

    private static object OrNull(object? value) => value ?? DBNull.Value;

    private Job Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Action = (JobAction)row.GetInt32(1),
        State = (JobState)row.GetInt32(2),
        Total = row.GetInt64(3),
        Done = row.GetInt64(4),
        Failed = row.GetInt64(5),
        RatePerSecond = row.GetInt32(6),
        Reason = row.GetString(7),
        By = row.TextOrNull(8),
        CreatedAt = row.Moment(9),
        EndedAt = row.MomentOrNull(10),
        Filter = row.GetString(11),
        AsOf = clock.WhenPast(row.GetInt64(12)),
        Cursor = row.TextOrNull(13),
        Problem = row.TextOrNull(14),
        Destination = row.TextOrNull(15),
    };
}
