using Genesys.MockCloudWatch.Operations;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Faults;

/// <summary>Does to a call what its fault says.</summary>
internal sealed class FaultEffect(LogStore store, TimeProvider clock)
{
    /// <summary>Returns the call that goes on, or null when the call is over: nothing more is to be answered.</summary>
    /// <exception cref="ApiException">The fault is an error of the service.</exception>
    public async Task<CallContext?> ApplyAsync(Fault fault, HttpContext context, CallContext call)
    {
        switch (fault.Kind)
        {
            case FaultKind.Throttling:
                throw new ApiException("ThrottlingException", "Rate exceeded");
            case FaultKind.ServiceUnavailable:
                throw new ApiException(
                    "ServiceUnavailableException", "The service cannot complete the request.",
                    StatusCodes.Status503ServiceUnavailable);
            case FaultKind.Refusal:
                throw ApiException.InvalidParameter("A parameter is specified incorrectly.");
            case FaultKind.Latency:
                await Task.Delay(fault.Delay, clock, context.RequestAborted);
                return call;
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, context.RequestAborted);
                return null;
            case FaultKind.Reset:
                context.Abort();
                return null;
            case FaultKind.ForeignAnswer:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("{}", context.RequestAborted);
                return null;
            case FaultKind.PartialRejection:
                return call with
                {
                    ForcedRejection = new ForcedRejection(fault.TooOldEnd, fault.ExpiredEnd, fault.TooNewStart),
                };
            case FaultKind.DeleteGroup or FaultKind.DeleteStream:
                Delete(call, fault.Kind);
                return call;
            default:
                return call;
        }
    }

    private void Delete(CallContext call, FaultKind kind)
    {
        using var parameters = Parameters.Parse(call.Body);
        var name = parameters.Text("logGroupName")
            ?? (parameters.Text("logGroupIdentifier") is { } identifier ? Names.FromIdentifier(identifier) : null);
        if (name is null || call.Region.Find(name) is not { } group)
        {
            return;
        }

        if (kind == FaultKind.DeleteGroup)
        {
            store.Remove(call.Region, group);
        }
        else if (parameters.Text("logStreamName") is { } stream)
        {
            store.Remove(group, stream);
        }
    }
}
