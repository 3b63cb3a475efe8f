using Genesys.Receiver.Journal;

namespace Genesys.Tests.Journal;

/// <summary>Does what a worker does with a job, at once.</summary>
internal static class JobSteps
{
    public static NewJob AJob(JobAction action, string? destination = null, DateTimeOffset asOf = default) => new()
    {
        Action = action,
        RatePerSecond = 100,
        Reason = "test data",
        By = "ann",
        Filter = "{}",
        AsOf = asOf,
        Destination = destination,
    };

    /// <summary>Creates a job, with an entry of the audit.</summary>
    public static ValueTask<Job> CreateAsync(IJournal journal, NewJob job) => ((IJournalStore)journal).Jobs.CreateAsync(
        job,
        id => new AuditEntry { At = JournalRecords.Start, By = job.By, Action = "job", Subject = $"job {id}" },
        Cancel);

    /// <summary>Creates a job of these deliveries and works at it until it ends.</summary>
    public static async Task<Job> RunAsync(IJournal journal, NewJob job, IReadOnlyList<long> keys)
    {
        var jobs = ((IJournalStore)journal).Jobs;
        var created = await CreateAsync(journal, job);
        await jobs.LeaseAsync(10, Cancel);
        var running = (await jobs.FreezeAsync(created.Id, keys, null, true, Cancel))!;
        while (running.State == JobState.Running)
        {
            running = (await jobs.ActAsync(created.Id, 100, Cancel))!;
        }

        return running;
    }
}
