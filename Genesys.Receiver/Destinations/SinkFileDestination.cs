using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Destinations;

/// <summary>What <c>Genesys:SinkFile</c> was: a File destination for conversations.</summary>
internal sealed class SinkFileDestination(IOptions<GenesysOptions> genesys, ILogger<SinkFileDestination> logger)
    : IPostConfigureOptions<DestinationsOptions>
{
    /// <summary>The destination's name.</summary>
    public const string DestinationName = "sink-file";

    public void PostConfigure(string? name, DestinationsOptions options)
    {
        if (string.IsNullOrWhiteSpace(genesys.Value.SinkFile))
        {
            return;
        }

        var added = options.TryAdd(DestinationName, new DestinationOptions
        {
            Type = "File",
            Path = genesys.Value.SinkFile,
            Payload = DestinationPayload.Conversation,
            MaxFileBytes = genesys.Value.SinkFileBytes,
            MaxFiles = genesys.Value.SinkFiles,
        });
        if (added)
        {
            DestinationLog.FormerSinkFile(logger, DestinationName);
        }
    }
}
