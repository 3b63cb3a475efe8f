using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Genesys.Receiver.Commands;

/// <summary>
/// The receiver's command line: one program that serves, and the commands that an operator needs beside it.
/// </summary>
public static class CommandLine
{
    private const int NotUnderstood = 2;

    /// <summary>
    /// Carries out what the arguments ask for; without a command the service runs until it is told to end.
    /// </summary>
    /// <param name="args">The process' arguments.</param>
    /// <param name="add">Everything that the service is made of.</param>
    /// <param name="use">Puts middleware and routes into the service.</param>
    /// <returns>The exit code: 0 all is well, 1 it isn't and the error stream says why, 2 the arguments aren't
    /// understood.</returns>
    public static int Run(string[] args, Action<WebApplicationBuilder> add, Action<WebApplication> use) =>
        Run(args, new ReceiverHost(add, use), CommandStreams.OfProcess);

    internal static int Run(string[] args, ReceiverHost host, CommandStreams streams)
    {
        // A file's name may begin with @; nothing is read from a file of that name.
        var parsed = Root(host, streams)
            .Parse(FormerSpellings.Translate(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var sentence in parsed.Errors.Select(Sentence).Distinct(StringComparer.Ordinal))
            {
                streams.Error.WriteLine(sentence);
            }

            streams.Error.WriteLine("--help lists what is understood.");
            return NotUnderstood;
        }

        // What a command throws is a bug, which the runtime reports with its stack; and the service ends on signals by
        // itself.
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = streams.Output,
            Error = streams.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    /// <summary>What is wrong with the arguments. Of one that is missing the parser names the command alone.</summary>
    private static string Sentence(ParseError error) => error.SymbolResult is ArgumentResult
    {
        Tokens.Count: 0,
        Argument: { Arity.MinimumNumberOfValues: > 0 } missing,
        Parent: CommandResult parent,
    }
        ? $"{parent.Command.Name}: {missing.HelpName} is missing. {missing.Description}"
        : error.Message;

    private static Command Root(ReceiverHost host, CommandStreams streams)
    {
        // Not a RootCommand: that is called what the program's file is up to its last full stop, "Genesys".
        var root = new Command(
            "Genesys.Receiver",
            """
            Receives Genesys Cloud events from EventBridge API destinations. Without a command it serves.

            Settings come from appsettings.json, appsettings.{environment}.json, environment variables
            (Key__Name=value), files that Key__Name_FILE names, and the command line (--Key:Name=value).
            "config reference" prints all of them.
            """)
        {
            new HelpOption(),
            new VersionOption(),
            new SettingsArgument(),
            ServeCommand.Create(host, streams),
            ConfigCommands.Create(host, streams),
            ValidateCommand.Create(streams),
            JournalCommand.Create(streams),
            HealthCommand.Create(streams),
        };
        root.SetAction(parsed => ServeCommand.Run(host, parsed, streams));
        return root;
    }
}
