using System.CommandLine;
using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Commands;

/// <summary><c>health [ADDRESS]</c>: the probe of an image without a shell.</summary>
internal static class HealthCommand
{
    public static Command Create(CommandStreams streams)
    {
        var address = new Argument<string?>("address")
        {
            HelpName = "ADDRESS",
            Arity = ArgumentArity.ZeroOrOne,
            Description =
                "What to ask; /health where ASPNETCORE_URLS says that the service listens when it is left out.",
        };
        var command = new Command(
            "health", "Ask the service on this machine whether it is ready. Exit code: 0 it is, 1 it isn't.")
        {
            address,
        };
        command.SetAction(parsed => HealthProbe.Ask(parsed.GetValue(address), streams.Output, streams.Error));
        return command;
    }
}
