using System.Globalization;

namespace Genesys.Console.Pages;

/// <summary>Moments in addresses.</summary>
internal static class Moments
{
    /// <returns>In UTC unless it says otherwise; <c>null</c>: there is none.</returns>
    public static DateTimeOffset? Read(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
