using Genesys.Receiver.Destinations;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Processing;

/// <summary>What each fetch works with.</summary>
internal sealed class FetchDependencies(
    IJournal journal,
    Conversations conversations,
    DestinationRouting routing,
    ProcessingState state,
    ReceiverMetrics metrics,
    IOptions<ProcessingOptions> processing,
    IOptions<GenesysOptions> genesys,
    TimeProvider time,
    ILogger<FetchDependencies> logger)
{
    public IJournal Journal { get; } = journal;

    public Conversations Conversations { get; } = conversations;

    public DestinationRouting Routing { get; } = routing;

    public ProcessingState State { get; } = state;

    /// <summary>What held this receiver's fetches back lately.</summary>
    public RecentHolds Holds { get; } = new(time);

    public ReceiverMetrics Metrics { get; } = metrics;

    public ProcessingOptions Processing { get; } = processing.Value;

    public GenesysOptions Genesys { get; } = genesys.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;
}
