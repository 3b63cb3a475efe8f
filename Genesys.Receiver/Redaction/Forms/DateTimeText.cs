namespace Genesys.Receiver.Redaction.Forms;

/// <summary>
/// Reads the date-times that the tutorial's model reads from a string (the speedate crate's RFC 3339 with its
/// liberties): a date, one of <c>T t _</c> or a space, hours and minutes, optional seconds with an optional fraction
/// behind <c>.</c> or <c>,</c>, and an optional offset <c>Z z ±hh:mm ±hhmm</c> below 24 h whose minus may be U+2212.
/// Hour 24 and second 60 are none of them.
/// </summary>
internal static class DateTimeText
{
    /// <summary>
    /// What <see cref="Read"/> takes, as JSON Schema's <c>pattern</c>. Beyond it are only the instants that an offset
    /// moves out of the years 1 to 9999.
    /// </summary>
    public const string Pattern =
        "^(?:(?:000[1-9]|00[1-9]\\d|0[1-9]\\d\\d|[1-9]\\d\\d\\d)-"
        + "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)"
        + "|02-(?:0[1-9]|1\\d|2[0-8]))"
        + "|(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29)"
        + "[Tt _](?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:[.,]\\d+)?)?"
        + "(?:[Zz]|[+\\-\\u2212](?:[01]\\d|2[0-3]):?[0-5]\\d)?$";

    private const int DateLength = 10;

    /// <summary>Reads a date-time; one without an offset is UTC. The fraction is cut after microseconds.</summary>
    /// <param name="text">The string's bytes, its escapes resolved.</param>
    /// <param name="time">The instant, with its offset when it has one that <see cref="DateTimeOffset"/> can hold (14 h
    /// at most), else in UTC.</param>
    public static DateTimeVerdict Read(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < DateLength + 6
            || !Number(text, 0, 4, out var year) || text[4] != (byte)'-'
            || !Number(text, 5, 2, out var month) || text[7] != (byte)'-'
            || !Number(text, 8, 2, out var day)
            || month is < 1 or > 12 || day < 1 || day > DaysIn(year, month)
            || text[DateLength] is not ((byte)'T' or (byte)'t' or (byte)' ' or (byte)'_')
            || !Number(text, 11, 2, out var hour) || hour > 23 || text[13] != (byte)':'
            || !Number(text, 14, 2, out var minute) || minute > 59)
        {
            return DateTimeVerdict.NotADateTime;
        }

        var rest = text[16..];
        if (!Seconds(ref rest, out var ticks) || !Offset(rest, out var offsetMinutes))
        {
            return DateTimeVerdict.NotADateTime;
        }

        if (year == 0)
        {
            return DateTimeVerdict.OutOfRange;
        }

        var local = new DateTime(year, month, day, hour, minute, 0).Ticks + ticks;
        var utc = local - (offsetMinutes * TimeSpan.TicksPerMinute);
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return DateTimeVerdict.OutOfRange;
        }

        time = Math.Abs(offsetMinutes) <= 14 * 60
            ? new DateTimeOffset(local, TimeSpan.FromMinutes(offsetMinutes))
            : new DateTimeOffset(utc, TimeSpan.Zero);
        return DateTimeVerdict.DateTime;
    }

    private static bool Seconds(ref ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest.IsEmpty || rest[0] != (byte)':')
        {
            return true;
        }

        if (rest.Length < 3 || !Number(rest, 1, 2, out var second) || second > 59)
        {
            return false;
        }

        ticks = second * TimeSpan.TicksPerSecond;
        rest = rest[3..];
        if (rest.IsEmpty || rest[0] is not ((byte)'.' or (byte)','))
        {
            return true;
        }

        rest = rest[1..];
        var digits = 0;
        var microseconds = 0;
        for (; digits < rest.Length && char.IsAsciiDigit((char)rest[digits]); digits++)
        {
            if (digits < 6)
            {
                microseconds = (10 * microseconds) + rest[digits] - '0';
            }
        }

        for (var scale = digits; scale < 6; scale++)
        {
            microseconds *= 10;
        }

        ticks += microseconds * TimeSpan.TicksPerMicrosecond;
        rest = rest[digits..];
        return digits > 0;
    }

    private static bool Offset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest.IsEmpty || (rest.Length == 1 && rest[0] is (byte)'Z' or (byte)'z'))
        {
            return true;
        }

        var sign = rest[0] == (byte)'+' ? 1 : -1;
        if (rest[0] is (byte)'+' or (byte)'-')
        {
            rest = rest[1..];
        }
        else if (rest.StartsWith("\u2212"u8))
        {
            rest = rest[3..];
        }
        else
        {
            return false;
        }

        var colon = rest.Length == 5 && rest[2] == (byte)':' ? 1 : 0;
        if (rest.Length != 4 + colon || !Number(rest, 0, 2, out var hour)
            || !Number(rest, 2 + colon, 2, out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = sign * ((60 * hour) + minute);
        return true;
    }

    private static int DaysIn(int year, int month) =>
        // Year 0 is a leap year of the proleptic calendar; DateTime begins with year 1.
        year == 0 ? DateTime.DaysInMonth(2000, month) : DateTime.DaysInMonth(year, month);

    private static bool Number(ReadOnlySpan<byte> text, int start, int length, out int number)
    {
        number = 0;
        foreach (var digit in text.Slice(start, length))
        {
            if ((uint)(digit - '0') > 9)
            {
                return false;
            }

            number = (10 * number) + digit - '0';
        }

        return true;
    }
}
