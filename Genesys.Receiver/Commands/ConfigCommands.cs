using System.CommandLine;
using Genesys.Receiver.Configuration;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Commands;

/// <summary><c>config check</c> and <c>config reference</c>.</summary>
internal static class ConfigCommands
{
    private const string Page = "configuration.md";

    public static Command Create(ReceiverHost host, CommandStreams streams) =>
        new("config", "Check the settings, or print the page that lists them.")
        {
            Check(host, streams), Reference(streams),
        };

    private static Command Check(ReceiverHost host, CommandStreams streams)
    {
        var command = new Command(
            "check",
            "Check every setting without starting, and print what is set, secrets masked. Nothing is reached. A valid "
            + "configuration starts. Exit code: 0 all is well, 1 it isn't.") { new SettingsArgument() };
        command.SetAction(parsed => Check(host, SettingsArgument.Of(parsed), streams));
        return command;
    }

    private static int Check(ReceiverHost host, string[] settings, CommandStreams streams)
    {
        try
        {
            return host.Ask<ConfigurationCheck, int>(settings, check => check.Run(streams.Output, streams.Error));
        }
        catch (OptionsValidationException unreadable)
        {
            foreach (var problem in unreadable.Failures)
            {
                streams.Error.WriteLine(problem);
            }

            return 1;
        }
    }

    private static Command Reference(CommandStreams streams)
    {
        var file = new Argument<string?>("file")
        {
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Where to write it; standard output when it is left out.",
        };
        var command = new Command("reference", "Print every setting with its form, default and meaning, as Markdown.")
        {
            file,
        };
        command.SetAction(parsed => Write(parsed.GetValue(file), streams));
        return command;
    }

    private static int Write(string? file, CommandStreams streams)
    {
        using var page = typeof(ConfigCommands).Assembly.GetManifestResourceStream(Page)!;
        using var reader = new StreamReader(page);
        if (file is null)
        {
            streams.Output.Write(reader.ReadToEnd());
            return 0;
        }

        try
        {
            File.WriteAllText(file, reader.ReadToEnd());
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            streams.Error.WriteLine($"The file {file} can't be written: check the path, the disk and the rights.");
            return 1;
        }
    }
}
