using System.CommandLine;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
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
            Description = "The damaged journal, which no receiver runs on. It isn't changed.",
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
        try
        {
            if (Refusal(from, to) is { } refusal)
            {
                errors.WriteLine(refusal);
                return 1;
            }

            var file = LinkedPath.FileOf(Path.GetFullPath(from));
            if (!SqliteClaim.TryTakeToRead(file, out var claim))
            {
                errors.WriteLine($"The journal {from} is in use by a receiver: stop it first.");
                return 1;
            }

            using (claim)
            {
                return Save(file, to, output, errors);
            }
        }
        catch (SqliteFailureException e)
        {
            errors.WriteLine(e.Problem(to) + ".");
            return 1;
        }
        catch (JournalUnavailableException e)
        {
            errors.WriteLine(e.Message);
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(
                $"The file {from} can't be read, or {to} can't be written: check the disk and the rights on both.");
            return 1;
        }
    }

    private static string? Refusal(string from, string to) => (from, to) switch
    {
        _ when string.IsNullOrWhiteSpace(from) => "FILE is empty: name the damaged journal.",
        _ when string.IsNullOrWhiteSpace(to) => "OUT is empty: name the new journal.",
        _ when Directory.Exists(from) => $"{from} is a folder: name the journal's file in it.",
        _ when !File.Exists(from) => $"There is no file {from}.",
        _ when Directory.Exists(to) => $"{to} is a folder: name a file in it that isn't there yet.",
        _ => SqliteNames.Of(to).FirstOrDefault(IsThere) is { } there
            ? $"The file {there} is there already: name one that isn't." : null,
    };

    // A link that leads nowhere is there as well: a try that fails would remove it.
    private static bool IsThere(string path) => File.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static int Save(string from, string to, TextWriter output, TextWriter errors)
    {
        if (new JournalRecovery(from, to, errors).Run() is not { } saved)
        {
            errors.WriteLine(
                $"No record was found in {from}: it is no journal, or nothing of it can be read. {to} wasn't made.");
            return 1;
        }

        output.WriteLine(saved);
        return 0;
    }
}
