using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Destinations.Files;

/// <summary>What <c>Genesys:SinkFile</c> was: a File destination for conversations.</summary>
internal sealed class SinkFileDestination(IOptions<GenesysOptions> genesys, ILogger<SinkFileDestination> logger)
    : IPostConfigureOptions<DestinationsOptions>
{
    /// <summary>The destination's name.</summary>
    public const string DestinationName = "sink-file";

    public void PostConfigure(string? name, DestinationsOptions options)
    {
        if (Settings is not { } settings || string.IsNullOrWhiteSpace(settings.SinkFile))
        {
            return;
        }

        var added = options.TryAdd(DestinationName, new DestinationOptions
        {
            Type = "File",
            Path = settings.SinkFile,
            Payload = DestinationPayload.Conversation,
            MaxFileBytes = settings.SinkFileBytes,
            MaxFiles = settings.SinkFiles,
        });
        if (added)
        {
            DestinationLog.FormerSinkFile(logger, DestinationName);
        }
    }

    // Null when that section is wrong: it is reported by itself, and must not keep what is wrong here from being told
    // too.
    private GenesysOptions? Settings
    {
        get
        {
            try
            {
                return genesys.Value;
            }
            catch (OptionsValidationException)
            {
                return null;
            }
        }
    }
}
