namespace Genesys.Receiver.Validation.Cli;

/// <summary>What the <c>validate</c> command is asked to do.</summary>
/// <param name="Files">Files to read; <c>-</c> is standard input.</param>
/// <param name="Lines">True when every file holds one JSON text in each line.</param>
/// <param name="Whole">True when standard input is one JSON text.</param>
/// <param name="Json">True when a line of JSON is written for each payload instead of the table.</param>
/// <param name="Quiet">True when accepted payloads aren't listed.</param>
internal sealed record ValidateArguments(IReadOnlyList<string> Files, bool Lines, bool Whole, bool Json, bool Quiet)
{
    public const string Usage =
        """
        Checks payloads against the schemas of this service. Nothing is sent, nothing is recorded.

        Usage: dotnet run --project Genesys.Receiver -- validate [options] [FILE...]

          FILE        a file with one event or an array of events; .jsonl and .ndjson files have one in each line;
                      - or no file at all is standard input, with one in each line

          --lines     every FILE has one JSON text in each line
          --whole     standard input is one JSON text
          --json      write a line of JSON for each payload instead of the table
          --quiet     list rejected payloads only
          --help      print this

        Exit code: 0 all are accepted, 1 at least one is rejected, 2 a file can't be read or the command isn't understood.
        Validation__SourcePrefixes__0 and its siblings set which partner sources are taken, and Intake__MaxBodyBytes how long a payload may be,
        as for the service.
        """;

    /// <summary>Reads the arguments; <paramref name="problem"/> says in a sentence why they aren't understood.</summary>
    public static ValidateArguments? Parse(ReadOnlySpan<string> args, out string? problem)
    {
        problem = null;
        var parsed = new ValidateArguments([], false, false, false, false);
        var files = new List<string>();
        var optionsEnd = false;
        foreach (var arg in args)
        {
            switch (arg)
            {
                case "--" when !optionsEnd:
                    optionsEnd = true;
                    break;
                case "--lines" when !optionsEnd:
                    parsed = parsed with { Lines = true };
                    break;
                case "--whole" when !optionsEnd:
                    parsed = parsed with { Whole = true };
                    break;
                case "--json" when !optionsEnd:
                    parsed = parsed with { Json = true };
                    break;
                case "--quiet" or "-q" when !optionsEnd:
                    parsed = parsed with { Quiet = true };
                    break;
                case ['-', _, ..] when !optionsEnd:
                    problem = $"Unknown option {arg}.";
                    return null;
                default:
                    files.Add(arg);
                    break;
            }
        }

        return parsed with { Files = files.Count > 0 ? files : ["-"] };
    }
}
