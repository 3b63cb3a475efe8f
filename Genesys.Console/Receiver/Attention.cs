using Genesys.Receiver.Client;

namespace Genesys.Console.Receiver;

/// <summary>Something that needs a person, or will.</summary>
/// <param name="Kind">A word for it, the same as long as it lasts.</param>
/// <param name="IsUrgent">True when something is lost or stands still meanwhile.</param>
/// <param name="Sentence">What is so, and what to do.</param>
/// <param name="Link">Where it is done.</param>
/// <param name="LinkText">What the link says.</param>
/// <param name="Since">Since when; null when that isn't known.</param>
/// <param name="OldestAt">Since when the oldest waits that isn't handed on, where it isn't known since when that is so.
/// </param>
internal sealed record Attention(
    string Kind, bool IsUrgent, string Sentence, string? Link = null, string? LinkText = null,
    DateTimeOffset? Since = null, DateTimeOffset? OldestAt = null)
{
    private const double LagWorthSaying = 10;

    /// <summary>All of it, most urgent first.</summary>
    public static IReadOnlyList<Attention> Of(Counts counts) =>
        [.. Find(counts).OrderByDescending(one => one.IsUrgent)];

    /// <summary>Is another when something else needs a person than before.</summary>
    public static string KeyOf(Counts counts) => string.Join(' ', Of(counts).Select(one => one.Kind));

    private static IEnumerable<Attention> Find(Counts counts)
    {
        if (counts.Problem is { } problem)
        {
            yield return new Attention("journal", true,
                $"The journal can't write: {Words.Sentence(problem)} Senders are answered 503 and send again later.");
        }

        if (counts.Full is { } full)
        {
            yield return new Attention("full", true, Words.Sentence(full));
        }

        foreach (var destination in counts.Destinations)
        {
            if (OfDestination(destination) is { } attention)
            {
                yield return attention;
            }
        }

        if (counts.DeadLetters > 0)
        {
            yield return new Attention("failures", true,
                $"{Words.Count(counts.DeadLetters, "event", "events")} failed for good. "
                + "See why, then replay or discard them.",
                "/failures", "Failures");
        }

        foreach (var destination in counts.Destinations.Where(one => one.DeadLetters > 0))
        {
            yield return new Attention($"refused:{destination.Name}", true,
                $"{destination.Name} didn't take {Words.Count(destination.DeadLetters, "event", "events")}. "
                + "See why, then replay or discard them.", $"/failures?at={Uri.EscapeDataString(destination.Name)}",
                "Failures");
        }

        foreach (var attention in OfGenesysCloud(counts.GenesysCloud))
        {
            yield return attention;
        }

        if (counts.SetAsideAnomalies > 0)
        {
            yield return new Attention("set-aside", false,
                $"CloudWatch refuses {Words.Count(counts.SetAsideAnomalies, "anomaly", "anomalies")}. See why.",
                "/anomalies?state=setAside", "Anomalies set aside");
        }

        if (counts.Index.LagSeconds > LagWorthSaying)
        {
            yield return new Attention("index", false,
                $"Searches are {Words.Span(counts.Index.LagSeconds)} behind: newer events are found later. "
                + "Nothing to do.");
        }
    }

    private static Attention? OfDestination(Destination destination)
    {
        var name = destination.Name;
        var link = $"/destinations/{Uri.EscapeDataString(name)}";
        var waiting = destination.Waiting == 0
            ? "nothing waits" : Words.Count(destination.Waiting, "event waits", "events wait");
        return destination.Standing switch
        {
            DestinationStanding.PausedByOperator => new($"paused-by:{name}", false,
                $"{name} is paused by {destination.Pause?.By ?? "an operator"}; {waiting}. "
                + "Resume it when it may go on.",
                link, name, destination.Pause?.Since),
            DestinationStanding.Paused => new($"paused:{name}", true,
                $"{name} fails and is paused; {waiting}. It is tried once a minute: mend it, or see what it answers.",
                link, name, destination.Pause?.Since),
            DestinationStanding.Failing => new($"failing:{name}", false,
                $"{name} fails; {waiting}. See what it answers.", link, name, OldestAt: destination.OldestAt),
            DestinationStanding.NotConfigured when destination.Waiting > 0 => new($"gone:{name}", true,
                $"{name} isn't configured any more; {waiting}. Configure it again, or discard what waits.", link, name),
            _ => null,
        };
    }

    private static IEnumerable<Attention> OfGenesysCloud(GenesysCloudState cloud)
    {
        if (cloud.Circuit == CircuitState.Open)
        {
            yield return new Attention("circuit", true,
                "Genesys Cloud fails, so fetching rests for a while and is then tried again. Events are kept and wait.",
                "/search?q=state:open", "What waits");
        }

        // An open circuit is said above, and a wait for the rate limit needs nobody.
        foreach (var problem in cloud.Problems.Where(problem =>
            !problem.Contains("the circuit is open", StringComparison.Ordinal)
            && !problem.Contains("rate limit", StringComparison.Ordinal)))
        {
            yield return new Attention("cloud", true, Words.Sentence(problem));
        }
    }
}
