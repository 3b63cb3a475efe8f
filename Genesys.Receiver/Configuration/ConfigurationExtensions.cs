using System.Reflection;
using Genesys.Receiver.Journal;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration;

/// <summary>Checks of the configuration as a whole, and the commands that need no running service.</summary>
public static class ConfigurationExtensions
{
    /// <summary>Adds secrets from files, the report of unknown keys, and what the commands need.</summary>
    public static IHostApplicationBuilder AddConfiguration(this IHostApplicationBuilder builder)
    {
        builder.AddSecretFiles();
        builder.Services.AddSingleton<UnknownKeys>();
        builder.Services.AddSingleton<ConfigurationCheck>();
        builder.Services.AddHostedService<UnknownKeysWarning>();
        return builder;
    }

    /// <summary>Carries out the commands that need no host.</summary>
    /// <returns>The exit code; null when there is more to do.</returns>
    public static int? AnswerAlone(this CommandLine command)
    {
        switch (command.Action)
        {
            case CommandAction.Help:
                Console.Out.WriteLine(CommandLine.Help);
                return 0;
            case CommandAction.Version:
                Console.Out.WriteLine(Version);
                return 0;
            case CommandAction.CheckHealth:
                return HealthProbe.Answer(command.Target is null ? [HealthProbe.Option] : [HealthProbe.Option, command.Target]);
            case CommandAction.NotUnderstood:
                Console.Error.WriteLine($"The argument {command.Target} isn't understood, or lacks its value. --help lists what is.");
                return 2;
            default:
                return null;
        }
    }

    /// <summary>Carries out the command: runs the service until it is told to end, or checks or documents its settings.</summary>
    /// <param name="builder">Everything that the service is made of.</param>
    /// <param name="command">What to do.</param>
    /// <param name="map">Puts middleware and routes into the service.</param>
    /// <returns>The exit code: 0, or 1 after sentences on the error stream that say what to set.</returns>
    public static int Run(this WebApplicationBuilder builder, CommandLine command, Action<WebApplication> map)
    {
        switch (command.Action)
        {
            case CommandAction.CheckConfig:
                return builder.With<ConfigurationCheck, int>(check => check.Run(Console.Out, Console.Error));
            case CommandAction.WriteReference:
                File.WriteAllText(command.Target!, builder.With<IEnumerable<OptionsSection>, string>(ConfigurationReference.Write));
                return 0;
            default:
                return Serve(builder, map);
        }
    }

    private static string Version =>
        typeof(ConfigurationExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static int Serve(WebApplicationBuilder builder, Action<WebApplication> map)
    {
        try
        {
            var app = builder.Build();
            map(app);

            // The host does the same when it starts, and logs what it finds as a failure of its own, with a stack.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            app.Run();
            return 0;
        }
        catch (Exception exception) when (ConfigurationCheck.FailuresOf(exception) is { } found)
        {
            // The server asks for its limits before the host checks every room: what was found first isn't all there is.
            var all = builder.With<ConfigurationCheck, IReadOnlyList<string>>(check => check.Failures());
            foreach (var problem in all.Count > 0 ? all : found)
            {
                Console.Error.WriteLine(problem);
            }

            return 1;
        }
        catch (Exception exception) when (exception is JournalCorruptException or JournalUnavailableException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            Console.Error.WriteLine($"{exception.Message} Set ASPNETCORE_URLS to an address that is free.");
            return 1;
        }
    }

    /// <summary>Uses a service without building the host, which would build the server and open the journal. Nothing is logged or exported.</summary>
    private static TResult With<TService, TResult>(this WebApplicationBuilder builder, Func<TService, TResult> use)
        where TService : notnull
    {
        var services = new ServiceCollection { builder.Services };
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton<IConfiguration>(builder.Configuration);
        using var provider = services.BuildServiceProvider();
        return use(provider.GetRequiredService<TService>());
    }
}
