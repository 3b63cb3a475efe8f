using System.Text.Json;
using Genesys.Receiver.Client;

namespace Genesys.Console.Receiver;

/// <summary>What the console knew last of the receiver.</summary>
internal sealed record Known
{
    /// <summary>Pages are told that the receiver is away.</summary>
    public static readonly PageEvent AwayEvent = new("away", "{}");

    private const int JobsKept = 50;

    /// <summary>The counts; null before the first.</summary>
    public Counts? Counts { get; init; }

    /// <summary>When they came.</summary>
    public DateTimeOffset? CountsAt { get; init; }

    /// <summary>The jobs that changed last, as they are now; the newest change last.</summary>
    public IReadOnlyList<Job> Jobs { get; init; } = [];

    /// <summary>Since when the stream is broken; null while it isn't.</summary>
    public DateTimeOffset? AwaySince { get; init; }

    public Known With(Change change, DateTimeOffset now)
    {
        var counts = change.Counts ?? Counts;
        if (counts is not null && change.GenesysCloud is { } cloud)
        {
            counts = counts with { GenesysCloud = cloud };
        }

        if (counts is not null && change.Destination is { } destination)
        {
            counts = counts with
            {
                Destinations = [.. counts.Destinations.Where(one => one.Name != destination.Name).Append(destination)
                    .OrderBy(one => one.Name, StringComparer.Ordinal)],
            };
        }

        var jobs = change.Job is { } job ? [.. Jobs.Where(one => one.Id != job.Id).TakeLast(JobsKept - 1), job] : Jobs;
        return this with { Counts = counts, CountsAt = now, Jobs = jobs, AwaySince = null };
    }

    /// <summary>
    /// What a page is told first. It may have been made before what came last: what it waits for may have ended since.
    /// </summary>
    public IEnumerable<PageEvent> ToEvents()
    {
        if (Counts is not null)
        {
            yield return CountsEvent(Counts);
            foreach (var destination in Counts.Destinations)
            {
                yield return DestinationEvent(destination);
            }
        }

        foreach (var job in Jobs)
        {
            yield return JobEvent(job);
        }

        if (AwaySince is not null)
        {
            yield return AwayEvent;
        }
    }

    /// <summary>What all pages are told of the step from what was known before.</summary>
    public IEnumerable<PageEvent> EventsSince(Known before)
    {
        if (Counts is not null
            && (!ReferenceEquals(Counts, before.Counts) || (before.AwaySince is not null && AwaySince is null)))
        {
            yield return CountsEvent(Counts);
        }
    }

    /// <summary>The age of the oldest delivery that waits.</summary>
    public static string Oldest(Counts counts) =>
        counts.OpenDeliveries == 0 ? "–" : Words.Span(counts.OldestDeliveryAgeSeconds);

    /// <summary>What failed for good: events, and hand-overs of events to a destination.</summary>
    public static long Failures(Counts counts) => counts.DeadLetters + counts.Destinations.Sum(one => one.DeadLetters);

    public static PageEvent JobEvent(Job job) => new("job", JsonSerializer.Serialize(job, ReceiverJson.Default.Job));

    public static PageEvent DestinationEvent(Destination destination) =>
        new("destination", JsonSerializer.Serialize(destination, ReceiverJson.Default.Destination));

    private static PageEvent CountsEvent(Counts counts) => new("counts", JsonSerializer.Serialize(
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["openDeliveries"] = counts.OpenDeliveries,
            ["failures"] = Failures(counts),
            ["openAnomalies"] = counts.OpenAnomalies,
            ["setAsideAnomalies"] = counts.SetAsideAnomalies,
            ["oldestDelivery"] = Oldest(counts),
            ["waitingHandOvers"] = counts.Destinations.Sum(one => one.Waiting),
            ["attention"] = Attention.KeyOf(counts),
        }));
}
