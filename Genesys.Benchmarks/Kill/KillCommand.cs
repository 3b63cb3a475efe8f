using System.Globalization;

namespace Genesys.Benchmarks.Kill;

/// <summary>
/// <c>kill --rounds 200</c>: load on real receivers, and a <c>kill -9</c> at a random moment of each round, while CloudWatch and Genesys Cloud fail at
/// random; then everything that was answered is looked for. Ends with 0 when nothing is missing.
/// </summary>
internal static class KillCommand
{
    public const string Name = "kill";

    private const string Usage = """
        Kills receivers under load and looks for what they answered.

          dotnet run -c Release --project Genesys.Benchmarks -- kill [options]

          --rounds N          kills (default 200)
          --receivers N       receivers at a time (default 1; more need PostgreSQL)
          --senders N         requests at a time (default 16)
          --postgres TEXT     connection string of an empty PostgreSQL database; without it the journal is SQLite
          --folder PATH       where journal, logs and conversations are left (default: a new temporary folder)
          --seed N            of everything that is random but the load's own pace (default: drawn, and printed)
          --patience SECONDS  how long the end may take to finish what waits (default 120)

        Exit code 0: nothing is missing. 1: something is, and is listed. 2: wrong usage.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h" or "-?"])
        {
            Console.WriteLine(Usage);
            return 0;
        }

        if (Parse(args) is not { } settings)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        await using var rounds = new KillRounds(settings);
        return await rounds.RunAsync();
    }

    private static KillSettings? Parse(string[] args)
    {
        var settings = new KillSettings { Seed = Random.Shared.Next(1_000_000) };
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                return null;
            }

            var isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000;
            KillSettings? next = args[i] switch
            {
                "--rounds" when isNumber && number > 0 => settings with { Rounds = number },
                "--receivers" when isNumber && number is > 0 and <= 16 => settings with { Receivers = number },
                "--senders" when isNumber && number is > 0 and <= 1_000 => settings with { Senders = number },
                "--seed" when isNumber => settings with { Seed = number },
                "--patience" when isNumber => settings with { Patience = TimeSpan.FromSeconds(number) },
                "--postgres" => settings with { Postgres = args[i + 1] },
                "--folder" => settings with { Folder = args[i + 1] },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            settings = next;
        }

        return settings.Receivers > 1 && settings.Postgres is null ? null : settings;
    }
}
