using System.Globalization;

namespace Genesys.Console.Pages;

/// <summary>
/// Numbers in addresses, which anybody may have written: a page's parameter of another type than text breaks it.
/// </summary>
internal static class Numbers
{
    /// <returns><c>null</c>: there is none.</returns>
    public static long? Read(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
