using Genesys.MockGenesys.Events;
using Microsoft.Extensions.Options;

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

    public double ReorderShare { get; init; }

    internal EventMix Mix => new(InvalidShare, FlatShare, UnknownConversationShare);

    /// <summary>What is wrong with them, in sentences; empty when they can be used.</summary>
    public IEnumerable<string> FindProblems()
    {
        if (Rate is not (>= 0 and <= 10_000))
        {
            yield return "Set rate to a number from 0 to 10000.";
        }

        foreach (var (name, share) in ((string, double)[])
            [
                ("invalidShare", InvalidShare), ("flatShare", FlatShare), ("unknownConversationShare", UnknownConversationShare),
                ("duplicateShare", DuplicateShare), ("reorderShare", ReorderShare),
            ])
        {
            if (share is not (>= 0 and <= 1))
            {
                yield return $"Set {name} to a number from 0 to 1.";
            }
        }
    }
}

/// <summary>Holds the settings in force.</summary>
internal sealed class CurrentSettings(IOptions<SenderOptions> options)
{
    private volatile SenderSettings _value = new()
    {
        Rate = options.Value.Rate,
        InvalidShare = options.Value.InvalidShare,
        FlatShare = options.Value.FlatShare,
        UnknownConversationShare = options.Value.UnknownConversationShare,
        DuplicateShare = options.Value.DuplicateShare,
        ReorderShare = options.Value.ReorderShare,
    };

    public SenderSettings Value
    {
        get => _value;
        set => _value = value;
    }
}
