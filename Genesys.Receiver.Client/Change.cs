namespace Genesys.Receiver.Client;

/// <summary>Something that changed. Exactly one of the members other than the id is set.</summary>
public sealed record Change
{
    /// <summary>Where in the stream it stands: give it to be told what comes after it.</summary>
    public required string Id { get; init; }

    /// <summary>New counts; the event's name is <c>counts</c>.</summary>
    public Counts? Counts { get; init; }

    /// <summary>A failure group that is new, or has more in it; <c>failure</c>.</summary>
    public FailureGroup? Failure { get; init; }

    /// <summary>A job that moved; <c>job</c>.</summary>
    public Job? Job { get; init; }

    /// <summary>The circuit or the rate limit of Genesys Cloud changed; <c>genesysCloud</c>.</summary>
    public GenesysCloudState? GenesysCloud { get; init; }

    /// <summary>A destination was paused, went on, or has more or less waiting; <c>destination</c>.</summary>
    public Destination? Destination { get; init; }

    /// <summary>The journal can't be asked, or can again; <c>journal</c>.</summary>
    public JournalCondition? Journal { get; init; }

    /// <summary>
    /// True when changes were missed: the id that was given is too old, or of a receiver that has restarted;
    /// <c>reset</c>. Whoever shows what it knew reads it anew.
    /// </summary>
    public bool Reset { get; init; }
}

/// <summary>Whether the journal can be asked.</summary>
/// <param name="Problem">What is wrong, in a sentence for operators; absent when nothing is any more.</param>
public sealed record JournalCondition(string? Problem = null);
