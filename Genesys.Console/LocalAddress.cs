namespace Genesys.Console;

/// <summary>An address of the console's own, from something that anybody may have written.</summary>
internal static class LocalAddress
{
    /// <returns>The address when it is a path here, else that of the first page.</returns>
    public static string Of(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && address.All(IsAllowed) ? address : "/";

    // A header holds nothing else: an address of the console's own has the rest escaped.
    private static bool IsAllowed(char letter) => char.IsAscii(letter) && !char.IsControl(letter);
}
