using Genesys.MockGenesys.Events;

namespace Genesys.MockGenesys.Sender;

/// <summary>What of the sender's options can change while it runs.</summary>
public sealed record SenderSettings
{
    /// <summary>Events a second, 0 to 10,000; 0 pauses.</summary>
    public double Rate { get; init; }

    public double InvalidShare { get; init; }

    public double FlatShare { get; init; }

    public double UnknownConversationShare { get; init; }

    public double DuplicateShare { get; init; }

    /// <summary>Of the events, those that are published again under another envelope id.</summary>
    public double RepublishShare { get; init; }

    public double ReorderShare { get; init; }

    /// <summary>Calls that go on at once, 0 to 1,000, each with its transcription events.</summary>
    public int LiveCalls { get; init; }

    /// <summary>Of every so many conversations the events of one are lost, 1 to 1,000,000; 0: of none.</summary>
    public int LoseOneIn { get; init; }

    internal EventMix Mix => new(InvalidShare, FlatShare, UnknownConversationShare) { LoseOneIn = LoseOneIn };

    /// <summary>What is wrong with them, in sentences; empty when they can be used.</summary>
    public IEnumerable<string> FindProblems()
    {
        if (Rate is not (>= 0 and <= 10_000))
        {
            yield return "Set rate to a number from 0 to 10000.";
        }

        if (LiveCalls is < 0 or > 1_000)
        {
            yield return "Set liveCalls to a number from 0 to 1000.";
        }

        if (LoseOneIn is < 0 or > 1_000_000)
        {
            yield return "Set loseOneIn to a number from 0 to 1000000.";
        }

        foreach (var (name, share) in ((string, double)[])
            [
                ("invalidShare", InvalidShare), ("flatShare", FlatShare), (
                    "unknownConversationShare", UnknownConversationShare),
                ("duplicateShare", DuplicateShare), ("reorderShare", ReorderShare),
                ("republishShare", RepublishShare),
            ])
        {
            if (share is not (>= 0 and <= 1))
            {
                yield return $"Set {name} to a number from 0 to 1.";
            }
        }
    }
}
