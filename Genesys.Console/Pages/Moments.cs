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

    /// <summary>
    /// As a form's field takes it, in UTC: one that says which zone it is of would be an empty field, and gone when the
    /// form is sent.
    /// </summary>
    public static string? Typed(string? text) =>
        Read(text)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
