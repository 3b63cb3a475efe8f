using System.Diagnostics.Metrics;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations.Scheduling;

/// <summary>What a destination answers, on the metric.</summary>
public class DestinationCallTests
{
    [Fact]
    public async Task ReasonsWithoutEnd_AreAFewOnTheMetric_AndThoseThatAreKnownStay()
    {
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<ReceiverMetrics>()
            .AddSingleton(TimeProvider.System).BuildServiceProvider();
        using var durations = new MetricCollector<double>(
            services.GetRequiredService<IMeterFactory>(), ReceiverTelemetry.Name, "genesys.destination.duration");
        var context = new DestinationContext("own", new DestinationOptions());
        var reasons = Enumerable.Range(0, 200).Select(i => $"reason_{i}").Append("reason_0").ToList();
        var script = new ScriptedDestination.Script();
        script.OnCall = (_, _, _) => Task.FromResult(HandOverResult.Failed(reasons[script.Calls.Count - 1]));
        var call = new DestinationCall(
            context, new ScriptedDestination(context, script), services.GetRequiredService<ReceiverMetrics>(),
            new FakeTimeProvider(), NullLogger.Instance);

        var results = new List<HandOverResult>();
        foreach (var _ in reasons)
        {
            results.Add(Assert.Single(
                (await call.MakeAsync([new AHandOver().Lease()], Cancel))!).Result);
        }

        Assert.Equal(reasons, results.Select(result => result.Reason));
        var told = durations.GetMeasurementSnapshot().Select(one => one.Tags[ReceiverTelemetry.OutcomeKey]).ToList();
        Assert.Equal(DestinationCall.MaxReasons + 1, told.Distinct().Count());
        Assert.Equal(("reason_0", "reason_0", "other"), (told[0], told[^1], told[^2]));
    }
}
