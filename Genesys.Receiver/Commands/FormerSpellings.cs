namespace Genesys.Receiver.Commands;

/// <summary>
/// The commands as they were spelled before they were commands; scripts and manifests of operators have them.
/// </summary>
internal static class FormerSpellings
{
    private static readonly (string Option, string[] Command)[] Spellings =
    [
        ("--check-config", ["config", "check"]),
        ("--write-config-reference", ["config", "reference"]),
        ("--check-health", ["health"]),
    ];

    /// <summary>The arguments with a former option, wherever it stands, as the command that took its place.</summary>
    public static string[] Translate(string[] args)
    {
        foreach (var (option, command) in Spellings)
        {
            if (Array.IndexOf(args, option) is >= 0 and var at)
            {
                // A command's own words come first: what stood before the option are settings.
                return [.. command, .. args[(at + 1)..], .. args[..at]];
            }
        }

        return args;
    }
}
