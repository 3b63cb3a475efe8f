using System.CommandLine;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Journal;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Commands;

/// <summary><c>serve</c>, and the program without a command: the service, until a signal ends it.</summary>
internal static class ServeCommand
{
    public static Command Create(ReceiverHost host, CommandStreams streams)
    {
        var command = new Command("serve", "Start the service; so does the program without a command.") { new SettingsArgument() };
        command.SetAction(parsed => Run(host, parsed, streams));
        return command;
    }

    /// <summary>Runs the service until it is told to end.</summary>
    /// <returns>0, or 1 after sentences on the error stream that say what to set.</returns>
    public static int Run(ReceiverHost host, ParseResult parsed, CommandStreams streams)
    {
        var settings = SettingsArgument.Of(parsed);
        WorkerThreads.Reserve();
        try
        {
            var app = host.Build(settings);

            // The host does the same when it starts, and logs what it finds as a failure of its own, with a stack.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            app.Run();
            return 0;
        }
        catch (Exception exception) when (ConfigurationCheck.FailuresOf(exception) is { } found)
        {
            // The server asks for its limits before the host checks all options: what was found first isn't all there is.
            var all = host.Ask<ConfigurationCheck, IReadOnlyList<string>>(settings, check => check.Failures());
            return Fail(streams.Error, all.Count > 0 ? all : found);
        }
        catch (Exception exception) when (exception is JournalCorruptException or JournalUnavailableException)
        {
            return Fail(streams.Error, [exception.Message]);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return Fail(streams.Error, [$"{exception.Message} Set ASPNETCORE_URLS to an address that is free."]);
        }
    }

    private static int Fail(TextWriter errors, IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            errors.WriteLine(problem);
        }

        return 1;
    }
}
