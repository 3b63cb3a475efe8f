namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The rows of jobs and of the keys that they have still to deal with. Used by the writer's thread alone.
/// </summary>
internal sealed class JobRows(SqliteFile file)
{
    private const string Columns = "id, action, state, total, done, failed, rate, reason, operator, created, ended, "
        + "filter, as_of, cursor, problem, destination";

    public Job Insert(NewJob job, long now)
    {
        using var row = new SqliteStatement(file.Handle, $"""
            INSERT INTO jobs (action, state, rate, reason, operator, created, filter, as_of, destination)
            VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING {Columns}
            """);
        row.Bind(1, (long)job.Action).Bind(2, job.RatePerSecond).Bind(3, job.Reason).Bind(4, job.By).Bind(5, now)
            .Bind(6, job.Filter)
            .Bind(7, job.AsOf.ToUnixTimeMilliseconds()).Bind(8, job.Destination);
        return row.ReadAll(Read)[0];
    }

    public Job? Find(long id)
    {
        using var row = new SqliteStatement(file.Handle, $"SELECT {Columns} FROM jobs WHERE id = ?1");
        return row.Bind(1, id).ReadAll(Read).FirstOrDefault();
    }

    public List<Job> Before(long id, int max)
    {
        using var rows = new SqliteStatement(
            file.Handle, $"SELECT {Columns} FROM jobs WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
        return rows.Bind(1, id).Bind(2, max).ReadAll(Read);
    }

    /// <summary>Those that haven't ended, oldest first.</summary>
    public List<Job> ToDo(int max)
    {
        using var rows = new SqliteStatement(
            file.Handle, $"SELECT {Columns} FROM jobs INDEXED BY jobs_to_do WHERE ended IS NULL ORDER BY id LIMIT ?1");
        return rows.Bind(1, max).ReadAll(Read);
    }

    /// <summary>Writes what changes in a job's life; the keys of one that ends go in time.</summary>
    public Job Update(Job job)
    {
        using var row = new SqliteStatement(
            file.Handle,
            "UPDATE jobs SET state = ?2, total = ?3, done = ?4, failed = ?5, ended = ?6, cursor = ?7, problem = ?8 WHERE id = ?1");
        row.Bind(1, job.Id).Bind(2, (long)job.State).Bind(3, job.Total).Bind(4, job.Done).Bind(5, job.Failed)
            .Bind(6, job.EndedAt?.ToUnixTimeMilliseconds()).Bind(7, job.Cursor).Bind(8, job.Problem).Execute();
        return job;
    }

    /// <summary>Adds keys; returns how many are new.</summary>
    public int AddKeys(long job, IReadOnlyList<long> keys)
    {
        using var row = new SqliteStatement(file.Handle, "INSERT OR IGNORE INTO job_keys (job, key) VALUES (?1, ?2)");
        return keys.Sum(key => row.Bind(1, job).Bind(2, key).Execute());
    }

    /// <summary>Removes the lowest keys of a job, and returns them.</summary>
    public List<long> TakeKeys(long job, int max)
    {
        using var rows = new SqliteStatement(
            file.Handle, "SELECT key FROM job_keys WHERE job = ?1 ORDER BY key LIMIT ?2");
        var keys = rows.Bind(1, job).Bind(2, max).ReadAll(row => row.Int64(0));
        if (keys.Count > 0)
        {
            using var gone = new SqliteStatement(file.Handle, "DELETE FROM job_keys WHERE job = ?1 AND key <= ?2");
            gone.Bind(1, job).Bind(2, keys[^1]).Execute();
        }

        return keys;
    }

    private static Job Read(SqliteStatement row) => new()
    {
        Id = row.Int64(0),
        Action = (JobAction)row.Int64(1),
        State = (JobState)row.Int64(2),
        Total = row.Int64(3),
        Done = row.Int64(4),
        Failed = row.Int64(5),
        RatePerSecond = (int)row.Int64(6),
        Reason = row.Text(7)!,
        By = row.Text(8),
        CreatedAt = row.Moment(9),
        EndedAt = row.MomentOrNull(10),
        Filter = row.Text(11)!,
        AsOf = row.Moment(12),
        Cursor = row.Text(13),
        Problem = row.Text(14),
        Destination = row.Text(15),
    };
}
