using System.Diagnostics;

namespace Genesys.Receiver.Intake;

/// <summary>What every record that comes of one request shares.</summary>
/// <param name="RequestId">The id that the caller is answered with.</param>
/// <param name="ReceivedAt">Moment of receipt.</param>
/// <param name="TraceParent">
/// W3C <c>traceparent</c> of the span that received it, whether the sampler took it or not; null when nothing traces.
/// </param>
internal readonly record struct Receipt(string RequestId, DateTimeOffset ReceivedAt, string? TraceParent)
{
    /// <summary>The receipt of the request that is being handled.</summary>
    public static Receipt Of(HttpContext context, TimeProvider time) =>
        new(context.TraceIdentifier, time.GetUtcNow(), Activity.Current?.Id);
}
