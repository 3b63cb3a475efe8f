using System.ComponentModel;

namespace Genesys.Receiver.Admin;

/// <summary>Which entries to put back.</summary>
internal sealed record ReplayCommand([property: Description("1 to 1,000 keys.")] IReadOnlyList<long> Keys);

/// <summary>Which entries to end, and why.</summary>
internal sealed record DiscardCommand(
    [property: Description("1 to 1,000 keys.")] IReadOnlyList<long> Keys,
    [property: Description("Why, 1 to 500 characters; it is kept with the entry. Write nothing personal.")] string Reason);

/// <summary>Why entries that fit a query are ended.</summary>
internal sealed record DiscardMatchingCommand(
    [property: Description("Why, 1 to 500 characters; it is kept with each entry. Write nothing personal.")] string Reason);

/// <summary>What became of the entries of one page.</summary>
/// <param name="Done">How many were dealt with.</param>
/// <param name="Next">What <c>before</c> has to be for the next page; null after the last.</param>
internal sealed record MatchingResult(int Done, long? Next);

/// <summary>What became of one entry.</summary>
/// <param name="Key">The key that was asked for.</param>
/// <param name="Done">False when there is no such entry in a state that allows it.</param>
/// <param name="NewKey">The key of the entry that was put back.</param>
internal sealed record CommandResult(long Key, bool Done, long? NewKey = null);

/// <summary>What the journal holds.</summary>
internal sealed record Counts(
    long OpenDeliveries,
    long DeadLetters,
    long OpenAnomalies,
    long SetAsideAnomalies,
    double OldestDeliveryAgeSeconds,
    double OldestAnomalyAgeSeconds,
    long Bytes,
    string? Problem);
