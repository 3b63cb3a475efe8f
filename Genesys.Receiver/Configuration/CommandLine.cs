using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Configuration;

/// <summary>What the command line asks for.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Target">The file to write (<see cref="CommandAction.WriteReference"/>), the address to ask (<see cref="CommandAction.CheckHealth"/>), or the argument that isn't understood.</param>
/// <param name="HostArguments">The arguments that are settings: <c>--Key:Name=value</c>, <c>--urls http://127.0.0.1:8000</c>.</param>
public sealed record CommandLine(CommandAction Action, string? Target, string[] HostArguments)
{
    private const string CheckConfig = "--check-config";
    private const string WriteReference = "--write-config-reference";

    /// <summary>
    /// How the host is made. <c>appsettings.json</c> is the one beside the program, wherever it is started from: the platform's own way is to look
    /// into the current folder, and to be silent when nothing is there.
    /// </summary>
    public WebApplicationOptions HostOptions => new()
    {
        Args = HostArguments,
        ContentRootPath = Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") ?? AppContext.BaseDirectory,
    };

    /// <summary>What <c>--help</c> prints.</summary>
    public static string Help =>
        """
        Receives Genesys Cloud events from EventBridge API destinations.

        Usage: dotnet Genesys.Receiver.dll [command] [--Key:Name=value ...]

        Commands:
          (none)                            start the service
          validate [file ...]               check payloads without sending them; validate --help says more
          --check-config                    check every setting, print what is set (secrets masked) and end: 0 all is well, 1 it isn't
          --write-config-reference <file>   write the page of all settings as Markdown
          --check-health [address]          ask the service on this machine whether it is ready and end: 0 it is, 1 it isn't
          journal recover <file> <out>      save what can be read of a damaged SQLite journal
          --version                         print the version
          --help                            print this

        Settings come from appsettings.json, appsettings.{environment}.json, environment variables (Key__Name=value), files that
        Key__Name_FILE names, and the command line (--Key:Name=value). docs/configuration.md lists them.
        """;

    /// <summary>Reads the arguments.</summary>
    public static CommandLine Parse(string[] args)
    {
        var action = CommandAction.Serve;
        string? target = null;
        var host = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var hasNext = i + 1 < args.Length;
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    return new CommandLine(CommandAction.Help, null, []);
                case "--version":
                    return new CommandLine(CommandAction.Version, null, []);
                case HealthProbe.Option:
                    return new CommandLine(CommandAction.CheckHealth, hasNext ? args[i + 1] : null, []);
                case CheckConfig:
                    action = CommandAction.CheckConfig;
                    break;
                case WriteReference when hasNext:
                    action = CommandAction.WriteReference;
                    target = args[++i];
                    break;
                case var setting when setting.Contains('=', StringComparison.Ordinal):
                    host.Add(setting);
                    break;
                case var key when key.StartsWith("--", StringComparison.Ordinal) && key != WriteReference && hasNext && !args[i + 1].StartsWith("--", StringComparison.Ordinal):
                    host.Add(key);
                    host.Add(args[++i]);
                    break;
                default:
                    return new CommandLine(CommandAction.NotUnderstood, args[i], []);
            }
        }

        return new CommandLine(action, target, [.. host]);
    }
}

/// <summary>What the process is asked to do.</summary>
public enum CommandAction
{
    /// <summary>Start the service.</summary>
    Serve,

    /// <summary>Check every setting and end.</summary>
    CheckConfig,

    /// <summary>Write the reference of all settings and end.</summary>
    WriteReference,

    /// <summary>Ask the running service whether it is ready and end.</summary>
    CheckHealth,

    /// <summary>Print the version and end.</summary>
    Version,

    /// <summary>Print how to use it and end.</summary>
    Help,

    /// <summary>Say which argument isn't understood and end.</summary>
    NotUnderstood,
}
