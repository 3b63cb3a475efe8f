using System.Diagnostics;
using Genesys.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace Genesys.Tests.Telemetry;

/// <summary>OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG, and traces that begin with links.</summary>
public class LinkedTraceSamplerTests
{
    [Theory]
    [InlineData(null, null, 1.0)]
    [InlineData("parentbased_always_on", null, 1.0)]
    [InlineData("always_on", null, 1.0)]
    [InlineData("always_off", null, 0.0)]
    [InlineData("parentbased_always_off", null, 0.0)]
    [InlineData("traceidratio", "0.1", 0.1)]
    [InlineData("parentbased_traceidratio", "0.1", 0.1)]
    [InlineData("parentbased_traceidratio", "a tenth", 1.0)]
    [InlineData("no_sampler", "0.1", 1.0)]
    public void NewTraces_AreSampledAtTheRatio(string? sampler, string? argument, double ratio)
    {
        var configured = Configured(sampler, argument);

        Assert.Equal(
            ratio, Enumerable.Range(0, 10_000).Count(_ => IsSampled(configured, default, [])) / 10_000.0, 0.03);
    }

    [Theory]
    [InlineData("parentbased_traceidratio", ActivityTraceFlags.Recorded, true)]
    [InlineData("parentbased_traceidratio", ActivityTraceFlags.None, false)]
    [InlineData("parentbased_always_on", ActivityTraceFlags.None, false)]
    [InlineData("always_on", ActivityTraceFlags.None, true)]
    [InlineData("always_off", ActivityTraceFlags.Recorded, false)]
    public void ParentBased_FollowsTheCaller(string sampler, ActivityTraceFlags parent, bool sampled) =>
        Assert.Equal(sampled, IsSampled(Configured(sampler, "0.5"), Context(parent), []));

    [Theory]
    [InlineData("parentbased_traceidratio", ActivityTraceFlags.Recorded, true)]
    [InlineData("parentbased_traceidratio", ActivityTraceFlags.None, false)]
    [InlineData("parentbased_always_on", ActivityTraceFlags.None, false)]
    [InlineData("parentbased_always_off", ActivityTraceFlags.Recorded, true)]
    [InlineData("always_on", ActivityTraceFlags.None, true)]
    [InlineData("always_off", ActivityTraceFlags.Recorded, false)]
    public void ParentBased_FollowsWhatANewTraceIsLinkedTo(string sampler, ActivityTraceFlags linked, bool sampled) =>
        Assert.Equal(sampled, IsSampled(Configured(sampler, "0.5"), default, [new ActivityLink(Context(linked))]));

    [Fact]
    public void OneSampledLinkOfMany_IsEnough() => Assert.True(IsSampled(
        Configured("parentbased_traceidratio", "0"), default,
        [new(Context(ActivityTraceFlags.None)), new(Context(ActivityTraceFlags.Recorded))]));

    private static Sampler Configured(string? sampler, string? argument) =>
        Samplers.FromConfiguration(new ConfigurationBuilder()
        .AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["OTEL_TRACES_SAMPLER"] = sampler,
                ["OTEL_TRACES_SAMPLER_ARG"] = argument,
            }).Build());

    private static ActivityContext Context(ActivityTraceFlags flags) =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags);

    private static bool IsSampled(Sampler sampler, ActivityContext parent, ActivityLink[] links) =>
        sampler.ShouldSample(new SamplingParameters(
        parent, parent == default ? ActivityTraceId.CreateRandom() : parent.TraceId, "span", ActivityKind.Internal,
        null, links)).Decision == SamplingDecision.RecordAndSample;
}
