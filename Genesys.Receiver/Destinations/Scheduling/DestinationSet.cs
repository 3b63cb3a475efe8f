using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>The configured destinations, each with its pump. They are made when they are first needed.</summary>
internal sealed class DestinationSet : IAsyncDisposable
{
    private readonly Lazy<IReadOnlyList<DestinationPump>> _pumps;
    private readonly List<IDestination> _made = [];

    public DestinationSet(
        IOptions<DestinationsOptions> options, IEnumerable<DestinationType> types, IServiceProvider services,
        IHandOverJournal journal, OperatorEvents operators, HandOverSettlement settlement, IntakeLoad load,
        ReceiverMetrics metrics, TimeProvider time,
        ILogger<DestinationSet> logger)
    {
        _pumps = new(() => [.. options.Value.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
        {
            var context = new DestinationContext(pair.Key, pair.Value);
            var type = types.Last(known => known.Name.Equals(context.Options.Type, StringComparison.OrdinalIgnoreCase));
            var destination = type.Create(services, context);
            _made.Add(destination);
            var condition = new DestinationCondition(context.Options, time);
            var call = new DestinationCall(context, destination, metrics, time, logger);
            return new DestinationPump(
                context, destination, condition, call, journal, settlement, new Yielding(load, time),
                news => Report(context, condition, news), time, logger);
        })]);

        void Report(DestinationContext context, DestinationCondition condition, ConditionNews news)
        {
            if (news == ConditionNews.Paused)
            {
                DestinationLog.Paused(logger, context.Name, condition.Reason ?? "");
                operators.Notice(
                    OperatorEvents.DestinationPaused, context.Name, [new("reason", condition.Reason ?? "")]);
            }
            else
            {
                DestinationLog.Fails(logger, context.Name, condition.Reason ?? "");
            }
        }
    }

    /// <summary>The pumps, by name.</summary>
    public IReadOnlyList<DestinationPump> Pumps => _pumps.Value;

    public async ValueTask DisposeAsync()
    {
        if (_pumps.IsValueCreated)
        {
            foreach (var pump in Pumps)
            {
                pump.Dispose();
            }
        }

        foreach (var destination in _made)
        {
            switch (destination)
            {
                case IAsyncDisposable asynchronous:
                    await asynchronous.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }
}
