using System.Diagnostics.Metrics;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Telemetry;
using Genesys.Tests.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Genesys.Tests.Anomalies;

public class ShipmentTests
{
    [Fact]
    public async Task WhatIsTakenTwice_IsGivenBack()
    {
        await using var world = new SqliteWorld();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var journal = await world.StartAsync();
        await journal.RecordAsync(JournalRecords.AnAnomaly("r"), Cancel);
        var leased = Assert.Single(await journal.LeaseAnomaliesAsync(1, Cancel));
        var metrics = new ReceiverMetrics(services.GetRequiredService<IMeterFactory>());

        await new Shipment(
            [leased with { Lease = 0 }, leased], journal, new AnomalyReturns(journal), metrics, NullLogger.Instance)
            .ReturnRestAsync();

        Assert.Single(await journal.LeaseAnomaliesAsync(10, Cancel));
    }
}
