using System.CommandLine;
using System.Reflection;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Hosting;
using Genesys.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Commands;

/// <summary><c>serve</c>, and the program without a command: the service, until a signal ends it.</summary>
internal static class ServeCommand
{
    public static Command Create(ReceiverHost host, CommandStreams streams)
    {
        var command = new Command("serve", "Start the service; so does the program without a command.")
        {
            new SettingsArgument(),
        };
        command.SetAction(parsed => Run(host, parsed, streams));
        return command;
    }

    /// <summary>Runs the service until it is told to end.</summary>
    /// <returns>0, or 1 after sentences on the error stream that say what to set, or why it ended by itself.</returns>
    public static int Run(ReceiverHost host, ParseResult parsed, CommandStreams streams)
    {
        var settings = SettingsArgument.Of(parsed);
        WorkerThreads.Reserve();
        try
        {
            var app = Build(host, settings);

            // The host does the same when it starts, and logs what it finds as a failure of its own, with a stack.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            app.Lifetime.ApplicationStarted.Register(DropWhatTheStartLeft);
            var fatal = app.Services.GetService<FatalProblem>();
            var exitCode = app.RunToEndAsync().GetAwaiter().GetResult();
            return fatal?.Sentence is { } sentence ? Fail(streams.Error, [sentence])
                : exitCode != 0 ? Fail(streams.Error, ["A part of the service failed, and it ended: the log has more."])
                : 0;
        }
        catch (Exception exception) when (StartFailure.FailuresOf(exception) is { } found)
        {
            return Fail(streams.Error, AllFailures(host, settings, found));
        }
        catch (Exception exception) when (StartProblems.SentenceOf(exception) is { } sentence)
        {
            return Fail(streams.Error, [sentence]);
        }
    }

    // It would stay until the first collection, to which a receiver without events doesn't come: 20 MB. Not where a
    // receiver is one of many in a process, as in tests: that collects the whole process's heap at each start.
    private static void DropWhatTheStartLeft()
    {
        if (Assembly.GetEntryAssembly() == typeof(ServeCommand).Assembly)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>
    /// Builds the host. What is built with it may throw at a setting before the settings are checked.
    /// </summary>
    private static WebApplication Build(ReceiverHost host, string[] settings)
    {
        try
        {
            return host.Build(settings);
        }
        catch (Exception exception) when (exception is not OptionsValidationException
            && AllFailures(host, settings, []) is { Count: > 0 } failures)
        {
            throw new OptionsValidationException("", typeof(WebApplication), failures);
        }
    }

    /// <summary>
    /// The server asks for its limits before the host checks all options: what was found first isn't all there is.
    /// </summary>
    private static IReadOnlyList<string> AllFailures(ReceiverHost host, string[] settings, IReadOnlyList<string> found)
    {
        try
        {
            var all = host.Ask<ConfigurationCheck, IReadOnlyList<string>>(settings, check => check.Failures());
            return all.Count > 0 ? all : found;
        }
        catch (OptionsValidationException)
        {
            return found;
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
