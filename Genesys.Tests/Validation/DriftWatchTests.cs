using System.Diagnostics.Metrics;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Validation;

public class DriftWatchTests
{
    private const string Schema = "aws.partner/genesys.com";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly IMeterFactory _meters = new ServiceCollection().AddMetrics().BuildServiceProvider()
        .GetRequiredService<IMeterFactory>();

    [Fact]
    public void Drift_IsNewsOncePerHour()
    {
        var watch = Watch();

        Assert.Equal([Member("/detail/eventBody/a")], watch.Observe(Schema, [Member("/detail/eventBody/a")]));
        Assert.Empty(watch.Observe(Schema, [Member("/detail/eventBody/a")]));
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Empty(watch.Observe(Schema, [Member("/detail/eventBody/a")]));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([Member("/detail/eventBody/a")], watch.Observe(Schema, [Member("/detail/eventBody/a")]));
    }

    [Fact]
    public void AnotherPathKindValueOrSchema_IsNewsOfItsOwn()
    {
        var watch = Watch();
        Drift[] all =
        [
            Member("/a"), Member("/b"), new("/a", DriftKind.UnknownValue, "FAX"),
            new("/a", DriftKind.UnknownValue, "TELEX"), new("/a", DriftKind.UnknownTopic),
        ];

        Assert.Equal(all, watch.Observe(Schema, all));
        Assert.Equal([Member("/a")], watch.Observe("another", [Member("/a")]));
    }

    [Fact]
    public void TheSameTwiceInOneEvent_IsNewsOnce() =>
        Assert.Single(Watch().Observe(Schema, [Member("/a"), Member("/a")]));

    [Fact]
    public void NamesWithoutEnd_AreOneNewsPerHourBeyondTheBound()
    {
        var watch = Watch(new ValidationOptions { MaxDriftsRemembered = 10 });

        var reported = Enumerable.Range(0, 1_000).SelectMany(index => watch.Observe(Schema, [Member($"/m{index}")]))
            .ToList();

        Assert.Equal(11, reported.Count);
        Assert.Equal(Member(DriftWatch.Other), reported[^1]);
    }

    [Fact]
    public void WhatIsAnHourOld_MakesRoom()
    {
        var watch = Watch(new ValidationOptions { MaxDriftsRemembered = 2 });
        watch.Observe(Schema, [Member("/a"), Member("/b")]);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([Member("/c")], watch.Observe(Schema, [Member("/c")]));
    }

    [Fact]
    public void EveryDrift_IsCounted_WithPathsBounded()
    {
        var watch = Watch();
        using var counter = new MetricCollector<long>(_meters, ReceiverTelemetry.Name, "genesys.schema.drift");

        for (var index = 0; index < 2 * DriftWatch.MaxMetricPaths; index++)
        {
            watch.Observe(Schema, [Member($"/m{index}")]);
            watch.Observe(Schema, [Member($"/m{index}")]);
        }

        var measurements = counter.GetMeasurementSnapshot();
        Assert.Equal(4 * DriftWatch.MaxMetricPaths, measurements.Sum(measurement => measurement.Value));
        Assert.Equal(
            DriftWatch.MaxMetricPaths + 1,
            measurements.Select(measurement => measurement.Tags[ReceiverTelemetry.PathKey]).Distinct().Count());
    }

    private DriftWatch Watch(ValidationOptions? options = null) =>
        new(Options.Create(options ?? new ValidationOptions()), _time, new ReceiverMetrics(_meters));

    private static Drift Member(string path) => new(path, DriftKind.UnknownMember);
}
