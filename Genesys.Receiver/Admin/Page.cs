namespace Genesys.Receiver.Admin;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">
/// What <c>before</c> has to be for the next page; null after the last. A page can be short, or empty, and have a next
/// one.
/// </param>
internal sealed record Page<T>(IReadOnlyList<T> Items, long? Next)
{
    // One request reads this many rows at most, however few of them fit.
    private const int MaxRows = 5_000;
    private const int Chunk = 250;
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    /// <summary>Reads chunks of rows until a page is full.</summary>
    /// <param name="limit">Most entries.</param>
    /// <param name="before">Where the page starts.</param>
    /// <param name="read">Reads rows below a key.</param>
    /// <param name="key">A row's key.</param>
    /// <param name="show">A row's entry, or null when it isn't wanted.</param>
    public static async Task<Page<T>> ReadAsync<TRow>(
        int? limit, long? before, Func<long, int, ValueTask<IReadOnlyList<TRow>>> read, Func<TRow, long> key, Func<TRow, T?> show)
    {
        var wanted = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        var items = new List<T>();
        var next = before ?? long.MaxValue;
        for (var rows = 0; rows < MaxRows; rows += Chunk)
        {
            var chunk = await read(next, Chunk);
            foreach (var row in chunk)
            {
                next = key(row);
                if (show(row) is { } item)
                {
                    items.Add(item);
                    if (items.Count == wanted)
                    {
                        return new Page<T>(items, next);
                    }
                }
            }

            if (chunk.Count < Chunk)
            {
                return new Page<T>(items, null);
            }
        }

        return new Page<T>(items, next);
    }
}
