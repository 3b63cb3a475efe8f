namespace Genesys.Receiver.Journal;

/// <summary>A page of what was asked for, newest first.</summary>
/// <param name="Items">The page; it may be short, or empty, and still have a next one.</param>
/// <param name="Next">The cursor of the next page; null after the last. What comes in meanwhile doesn't move
/// it.</param>
/// <param name="SearchedBackTo">
/// Set when the search ended at its limit of rows rather than at its limit of items: everything received after this
/// moment was looked at.
/// </param>
internal sealed record Found<T>(IReadOnlyList<T> Items, string? Next = null, DateTimeOffset? SearchedBackTo = null);
