using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Processing;

/// <summary>What rounds work with.</summary>
internal sealed class RoundSetting(
    IJournal journal,
    IConversations conversations,
    IEnumerable<IConversationSink> sinks,
    ActiveRounds rounds,
    ReceiverMetrics metrics,
    IOptions<ProcessingOptions> options,
    TimeProvider time,
    ILogger<RoundSetting> logger)
{
    public IJournal Journal { get; } = journal;

    public IConversations Conversations { get; } = conversations;

    public IReadOnlyList<IConversationSink> Sinks { get; } = [.. sinks];

    public ActiveRounds Rounds { get; } = rounds;

    public ReceiverMetrics Metrics { get; } = metrics;

    public ProcessingOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;
}
