using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Genesys.ServiceDefaults.Telemetry;

/// <summary>
/// Samples a trace that begins with links as what it is linked to was sampled. Decided anew, at 10 % one delivery in a
/// hundred would have both its request and its processing.
/// </summary>
/// <param name="others">Decides for all other spans.</param>
internal sealed class LinkedTraceSampler(Sampler others) : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.ParentContext.TraceId != default || samplingParameters.Links is not { } links)
        {
            return others.ShouldSample(samplingParameters);
        }

        var linked = false;
        foreach (var link in links)
        {
            if (link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            {
                return new SamplingResult(SamplingDecision.RecordAndSample);
            }

            linked = true;
        }

        return linked ? new SamplingResult(SamplingDecision.Drop) : others.ShouldSample(samplingParameters);
    }
}
