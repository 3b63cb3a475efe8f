using System.Reflection;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.Connections;

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
    /// <returns>The exit code: 0, or 1 after sentences on the error stream that say what to set.</returns>
    public static int Run(this WebApplication app, CommandLine command)
    {
        switch (command.Action)
        {
            case CommandAction.CheckConfig:
                return app.Services.GetRequiredService<ConfigurationCheck>().Run(Console.Out, Console.Error);
            case CommandAction.WriteReference:
                File.WriteAllText(command.Target!, ConfigurationReference.Write(app.Services.GetServices<RoomOptions>()));
                return 0;
            default:
                return Serve(app);
        }
    }

    private static string Version =>
        typeof(ConfigurationExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static int Serve(WebApplication app)
    {
        try
        {
            app.Run();
            return 0;
        }
        catch (Exception exception) when (ConfigurationCheck.FailuresOf(exception) is not null)
        {
            foreach (var problem in ConfigurationCheck.FailuresOf(exception)!)
            {
                Console.Error.WriteLine(problem);
            }

            return 1;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            Console.Error.WriteLine($"{exception.Message} Set ASPNETCORE_URLS to an address that is free.");
            return 1;
        }
    }
}
