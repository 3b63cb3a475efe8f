using System.Globalization;

namespace Genesys.Receiver.Configuration;

/// <summary>The forms in which a setting's value is written.</summary>
internal static class ValueForms
{
    /// <summary>True when configuration's binder can make the type of this text.</summary>
    public static bool Accepts(Type type, string? text)
    {
        if (type.IsEnum)
        {
            return Enum.TryParse(type, text, ignoreCase: true, out var value) && Enum.IsDefined(type, value);
        }

        return type switch
        {
            _ when type == typeof(string) => true,
            _ when type == typeof(TimeSpan) => IsTimeSpan(text),
            _ when type == typeof(bool) => bool.TryParse(text, out _),
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
            _ when type == typeof(long) =>
                long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
            _ when type == typeof(double) =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            _ when type == typeof(Uri) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
            _ => throw new NotSupportedException($"No setting has a value of type {type}."),
        };
    }

    /// <summary>
    /// [d.]hh:mm[:ss[.fffffff]], or 0. The platform's converter also takes 25 and 24:00:00, both for so many days,
    /// which hardly anybody means.
    /// </summary>
    private static bool IsTimeSpan(string? text) =>
        text?.Trim() == "0"
        || (text?.Contains(':', StringComparison.Ordinal) is true
            && TimeSpan.TryParseExact(text.Trim(), "c", CultureInfo.InvariantCulture, out _));

    /// <summary>What to write, for a sentence that begins "must be".</summary>
    public static string Describe(Type type) => type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number, with a point before its fraction",
        _ when type == typeof(TimeSpan) =>
            "a time span such as 00:00:30, or 1.00:00:00 for a day; hours are 0 to 23, and a number alone says no unit",
        _ when type == typeof(Uri) => "an address such as https://host:port",
        _ => $"a {type.Name}",
    };

    /// <summary>A value as configuration spells it.</summary>
    public static string? Write(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
