using System.CommandLine;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Journal.Sqlite.Recovery;

namespace Genesys.Receiver.Commands;

/// <summary><c>journal recover FILE OUT</c>.</summary>
internal static class JournalCommand
{
    public static Command Create(CommandStreams streams)
    {
        var from = new Argument<string>("file")
        {
            HelpName = "FILE",
            Description = "The damaged journal. It isn't changed.",
        };
        var to = new Argument<string>("out")
        {
            HelpName = "OUT",
            Description = "The new journal, a file that isn't there yet.",
        };
        var recover = new Command(
            "recover",
            "Save what can be read of the damaged SQLite journal FILE, and of FILE-wal beside it, to a new journal "
            + "OUT.")
        {
            from, to,
        };
        recover.SetAction(parsed =>
            Recover(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), streams.Output, streams.Error));
        return new Command("journal", "What can be done with a journal while no receiver runs on it.") { recover };
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
            errors.WriteLine(
                $"The file {from} can't be read, or {to} can't be written: check the disk and the rights on both.");
            return 1;
        }
    }
}
