using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Journal.Sqlite.Recovery;

namespace Genesys.Receiver.Journal;

/// <summary>What the command line can do with a journal while no receiver runs on it.</summary>
public static class JournalCommand
{
    private const string Usage = """
        Usage: dotnet Genesys.Receiver.dll journal recover FILE OUT
        Saves what can be read of the damaged SQLite journal FILE, and of FILE-wal beside it, to a new journal OUT. FILE isn't changed.
        """;

    /// <summary>Carries out <c>journal recover FILE OUT</c>.</summary>
    /// <returns>The exit code: 0, 1 when it couldn't be done, 2 when it isn't understood; null when the arguments are about something else.</returns>
    public static int? Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not ["journal", ..])
        {
            return null;
        }

        switch (arguments)
        {
            case [_, "recover", var from, var to]:
                return Recover(from, to, output, errors);
            case [_, "--help"]:
                output.WriteLine(Usage);
                return 0;
            default:
                errors.WriteLine(Usage);
                return 2;
        }
    }

    private static int Recover(string from, string to, TextWriter output, TextWriter errors)
    {
        if (!File.Exists(from))
        {
            errors.WriteLine($"There is no file {from}.");
            return 1;
        }

        if (File.Exists(to))
        {
            errors.WriteLine($"The file {to} is there already: name one that isn't.");
            return 1;
        }

        try
        {
            output.WriteLine(new JournalRecovery(from, to).Run());
            return 0;
        }
        catch (SqliteFailureException e)
        {
            errors.WriteLine(e.Sentence(to));
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"The file {from} can't be read, or {to} can't be written: check the disk and the rights on both.");
            return 1;
        }
    }
}
