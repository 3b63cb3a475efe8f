using System.Globalization;

namespace Genesys.Console.Pages;

/// <summary>Moments in addresses and forms.</summary>
internal static class Moments
{
    /// <returns>
    /// In UTC unless it says otherwise, and not before 1970: a page may count days back from it. <c>null</c>: there is
    /// none.
    /// </returns>
    public static DateTimeOffset? Read(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? at < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : at : null;

    /// <summary>What is said of the first field that has something in it, and no moment.</summary>
    /// <returns><c>null</c>: each has a moment, or nothing.</returns>
    public static string? Problem(params (string Field, string? Text)[] typed) =>
        typed.FirstOrDefault(one => !string.IsNullOrWhiteSpace(one.Text) && Read(one.Text) is null).Field is { } field
            ? $"{field}: that isn't a moment of the years 1970 to 9999, such as 2026-11-29T10:00." : null;

    /// <summary>
    /// As a form's field takes it, in UTC: one that says which zone it is of would be an empty field, and gone when the
    /// form is sent.
    /// </summary>
    public static string? Typed(string? text) =>
        Read(text)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
