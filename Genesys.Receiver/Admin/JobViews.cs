using System.Text.Json;
using Genesys.Receiver.Journal;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>Jobs as the interface shows them.</summary>
internal static class JobViews
{
    public static Api.Job Of(Job job)
    {
        var set = SetOf(job);
        return new Api.Job
        {
            Id = job.Id,
            Action = job.Action switch
            {
                JobAction.Replay => Api.JobAction.Replay,
                JobAction.Discard => Api.JobAction.Discard,
                JobAction.Erase => Api.JobAction.Erase,
                JobAction.Fetch => Api.JobAction.Fetch,
                _ => throw new ArgumentOutOfRangeException(nameof(job), job.Action, "Every action is shown."),
            },
            State = job.State switch
            {
                JobState.Freezing => Api.JobState.Freezing,
                JobState.Running => Api.JobState.Running,
                JobState.Stopped => Api.JobState.Stopped,
                JobState.Completed => Api.JobState.Completed,
                JobState.Failed => Api.JobState.Failed,
                _ => throw new ArgumentOutOfRangeException(nameof(job), job.State, "Every state is shown."),
            },
            Total = job.Total,
            Done = job.Done,
            Failed = job.Failed,
            RatePerSecond = job.RatePerSecond,
            Reason = job.Reason,
            By = job.By,
            CreatedAt = job.CreatedAt,
            EndedAt = job.EndedAt,
            KeyCount = set?.Keys?.Count,
            Group = set?.Group,
            Window = set?.Window,
            Filter = set?.Filter is { } filter ? DeliveryFilters.Masked(filter) : null,
            Destination = job.Destination,
            AsOf = job.AsOf,
            Problem = job.Problem,
        };
    }

    private static JobSet? SetOf(Job job)
    {
        try
        {
            return JobSet.Read(job.Filter);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
