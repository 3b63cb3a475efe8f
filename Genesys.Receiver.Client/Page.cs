namespace Genesys.Receiver.Client;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Items">The entries. A page can be short, or empty, and have a next one.</param>
/// <param name="Next">The <c>cursor</c> of the next page; absent after the last.</param>
/// <param name="SearchedBackTo">
/// Where a search that examines a bounded number of rows stopped: everything newer was looked at. Absent when all of
/// it was.
/// </param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null, DateTimeOffset? SearchedBackTo = null);
