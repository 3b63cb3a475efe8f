using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Genesys.Tests.Telemetry;

/// <summary>What the server's own instruments say of a request.</summary>
public class RequestMetricsTests
{
    [Fact]
    public async Task DurationOfAnAnswerOf5xx_NamesItsOutcomeAsErrorType()
    {
        using var receiver = ReceiverApp.Start(new() { ["Journal:MaxOpenDeliveries"] = "1" });
        using var durations = new MetricCollector<double>(
            receiver.Services.GetRequiredService<IMeterFactory>(), "Microsoft.AspNetCore.Hosting",
            "http.server.request.duration");

        using var taken = await receiver.SendAsync(new AnEvent().WithId("the first").ToString(), Cancel);
        using var full = await receiver.SendAsync(new AnEvent().WithId("the second").ToString(), Cancel);
        await durations.WaitForMeasurementsAsync(2, Cancel);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], [taken.StatusCode, full.StatusCode]);
        // The server measures a request after its answer is sent, so the second may be measured before the first.
        Assert.Equal(
            [(200, null), (503, "journal_full")],
            durations.GetMeasurementSnapshot()
                .Select(
                    one => (Status: (int)one.Tags["http.response.status_code"]!,
                        (string?)one.Tags.GetValueOrDefault("error.type")))
                .OrderBy(one => one.Status));
    }
}
