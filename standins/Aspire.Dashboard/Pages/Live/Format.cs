using System.Globalization;

namespace Aspire.Dashboard.Pages.Live;

/// <summary>Numbers and times as people read them.</summary>
internal static class Format
{
    /// <summary>A length of time in ns, with the unit that leaves one to three digits before the point.</summary>
    public static string Duration(ulong nanoseconds) => nanoseconds switch
    {
        < 1_000 => $"{nanoseconds} ns",
        < 1_000_000 => Number(nanoseconds / 1e3, "µs"),
        < 1_000_000_000 => Number(nanoseconds / 1e6, "ms"),
        < 60_000_000_000 => Number(nanoseconds / 1e9, "s"),
        < 3_600_000_000_000 => $"{nanoseconds / 60_000_000_000} min {nanoseconds / 1_000_000_000 % 60} s",
        _ => $"{nanoseconds / 3_600_000_000_000} h {nanoseconds / 60_000_000_000 % 60} min",
    };

    /// <summary>Time of day with ms; with the date when that is not today's.</summary>
    public static string Time(ulong unixNanoseconds, ViewState view, TimeProvider time)
    {
        var at = Instant(unixNanoseconds).ToOffset(view.UtcOffset);
        var today = time.GetUtcNow().ToOffset(view.UtcOffset).Date;
        return at.ToString(at.Date == today ? "HH:mm:ss.fff" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
    }

    /// <summary>The whole instant, for a tooltip.</summary>
    public static string FullTime(ulong unixNanoseconds) => Instant(unixNanoseconds).ToString("yyyy-MM-dd HH:mm:ss.fffffff 'UTC'", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture).Replace(",", "\u202f", StringComparison.Ordinal);

    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => Number(bytes / 1024.0, "KiB"),
        < 1024L * 1024 * 1024 => Number(bytes / 1048576.0, "MiB"),
        _ => Number(bytes / 1073741824.0, "GiB"),
    };

    public static string Percent(double share) => (100 * Math.Clamp(share, 0, 1)).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    private static DateTimeOffset Instant(ulong unixNanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)Math.Min(unixNanoseconds / 100, (ulong)(DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks));

    private static string Number(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.ToString(value < 10 ? "0.##" : value < 100 ? "0.#" : "0", CultureInfo.InvariantCulture)} {unit}");
}
