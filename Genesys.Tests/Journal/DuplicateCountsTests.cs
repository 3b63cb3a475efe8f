using System.Diagnostics.Metrics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Genesys.Tests.Journal;

public class DuplicateCountsTests
{
    [Fact]
    public void Deliveries_are_bounded_between_two_writes_and_what_is_beyond_is_measured()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new ReceiverMetrics(services.GetRequiredService<IMeterFactory>());
        using var notKept = new MetricCollector<long>(
            services.GetRequiredService<IMeterFactory>(), ReceiverTelemetry.Name,
                "genesys.delivery.duplicates_not_kept");
        var counts = new DuplicateCounts(metrics);
        for (var key = 1; key <= DuplicateCounts.MaxDeliveries; key++)
        {
            counts.Add(key, 10);
        }

        counts.Add(DuplicateCounts.MaxDeliveries + 1, 10);
        counts.Add(1, 20);
        counts.Add(1, 5);

        Assert.Equal(1, notKept.GetMeasurementSnapshot().Sum(one => one.Value));
        var taken = counts.Take(DuplicateCounts.MaxDeliveries - 1);
        Assert.Equal(new DuplicateCount(1, 3, 5, 20), taken[0]);
        Assert.Equal(taken.OrderBy(one => one.Delivery), taken);

        // What couldn't be written is added to what came meanwhile.
        counts.Add(1, 30);
        counts.GiveBack(taken);
        taken = counts.Take(int.MaxValue);
        Assert.Equal(DuplicateCounts.MaxDeliveries, taken.Count);
        Assert.Equal(new DuplicateCount(1, 4, 5, 30), taken[0]);
        Assert.Empty(counts.Take(int.MaxValue));
    }
}
