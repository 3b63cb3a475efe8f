using System.Globalization;

namespace Genesys.Receiver.Journal;

/// <summary>A page's start as text: the key that the page before ended with.</summary>
internal static class SearchCursor
{
    public static string Of(long key) => key.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether it is a page's start, or none.</summary>
    public static bool IsOne(string? cursor) => cursor is null || TryRead(cursor, out _);

    /// <summary>The key before which a page starts; the highest for none.</summary>
    public static long Read(string? cursor) => TryRead(cursor, out var key) ? key : long.MaxValue;

    /// <summary>A page of rows that were read with one more than it takes.</summary>
    public static Found<T> Page<T>(List<T> rows, int limit, Func<T, long> keyOf) =>
        rows.Count > limit ? new Found<T>(rows[..limit], Of(keyOf(rows[limit - 1]))) : new Found<T>(rows);

    private static bool TryRead(string? cursor, out long key) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out key);
}
