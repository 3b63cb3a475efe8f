namespace Aspire.Dashboard.Pages.Live;

/// <summary>Gives each service its colour, the same on every page and after every restart.</summary>
internal static class Palette
{
    /// <summary>Colours in the style sheet, <c>--c0</c> to <c>--c11</c>, each in a light and a dark variant.</summary>
    public const int Colours = 12;

    public static string Of(string service)
    {
        // FNV-1a; string.GetHashCode differs from process to process.
        var hash = 2166136261u;
        foreach (var character in service)
        {
            hash = (hash ^ character) * 16777619;
        }

        return $"c{(hash ^ (hash >> 15)) % Colours}";
    }
}
