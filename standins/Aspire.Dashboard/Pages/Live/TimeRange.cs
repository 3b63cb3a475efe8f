namespace Aspire.Dashboard.Pages.Live;

/// <summary>A stretch of time: the last so-and-so long, or from one instant to another.</summary>
/// <param name="Name">For people.</param>
/// <param name="Length">Of a range that moves along with the clock.</param>
/// <param name="From">Of a range that stands still; unset: since ever.</param>
/// <param name="To">Of a range that stands still; unset: open.</param>
internal sealed record TimeRange(string Name, TimeSpan? Length = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    public static readonly TimeRange All = new("All time");

    public static readonly TimeRange[] Presets =
    [
        All,
        new("Last minute", TimeSpan.FromMinutes(1)),
        new("Last 5 minutes", TimeSpan.FromMinutes(5)),
        new("Last 15 minutes", TimeSpan.FromMinutes(15)),
        new("Last hour", TimeSpan.FromHours(1)),
        new("Last 6 hours", TimeSpan.FromHours(6)),
        new("Last 12 hours", TimeSpan.FromHours(12)),
        new("Last day", TimeSpan.FromDays(1)),
    ];

    /// <summary>Both ends in Unix ns.</summary>
    public (ulong From, ulong To) Bounds(TimeProvider time) => Length is { } length
        ? (Nanoseconds(time.GetUtcNow() - length), ulong.MaxValue)
        : (From is { } from ? Nanoseconds(from) : 0, To is { } to ? Nanoseconds(to) : ulong.MaxValue);

    private static ulong Nanoseconds(DateTimeOffset instant) => (ulong)Math.Max(0, (instant - DateTimeOffset.UnixEpoch).Ticks) * 100;
}
