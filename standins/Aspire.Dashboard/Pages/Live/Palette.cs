namespace Aspire.Dashboard.Pages.Live;

/// <summary>Gives each service its colour, the same on every page: the first to be shown gets the first, so that few services never look alike.</summary>
internal static class Palette
{
    /// <summary>Colours in the style sheet, <c>--c0</c> to <c>--c11</c>, each in a light and a dark variant.</summary>
    public const int Colours = 12;

    private const int MaxServices = 10_000;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, string> Given = new(StringComparer.Ordinal);

    public static string Of(string service)
    {
        lock (Gate)
        {
            if (Given.TryGetValue(service, out var colour))
            {
                return colour;
            }

            colour = $"c{Given.Count % Colours}";
            if (Given.Count < MaxServices)
            {
                Given.Add(service, colour);
            }

            return colour;
        }
    }
}
