using Genesys.MockCloudWatch.Operations;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Faults;

/// <summary>Does to a call what its fault says.</summary>
internal static class FaultyCall
{
    /// <summary>Returns true when the call goes on, false when it is over.</summary>
    /// <exception cref="ApiException">The fault is an error of the service.</exception>
    public static async Task<bool> SufferAsync(Fault fault, HttpContext context, CallContext call, LogStore store, TimeProvider time)
    {
        switch (fault.Kind)
        {
            case FaultKind.Throttling:
                throw new ApiException("ThrottlingException", "Rate exceeded");
            case FaultKind.ServiceUnavailable:
                throw new ApiException("ServiceUnavailableException", "The service cannot complete the request.", StatusCodes.Status503ServiceUnavailable);
            case FaultKind.Refusal:
                throw ApiException.InvalidParameter("A parameter is specified incorrectly.");
            case FaultKind.Latency:
                await Task.Delay(fault.Delay, time, context.RequestAborted);
                return true;
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
                return false;
            case FaultKind.Reset:
                context.Abort();
                return false;
            case FaultKind.Stranger:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("{}", context.RequestAborted);
                return false;
            case FaultKind.DeleteGroup:
                Delete(call, store, "logGroupName", null);
                return true;
            case FaultKind.DeleteStream:
                Delete(call, store, "logGroupName", "logStreamName");
                return true;
            default:
                return true;
        }
    }

    private static void Delete(CallContext call, LogStore store, string groupMember, string? streamMember)
    {
        using var parameters = Parameters.Parse(call.Body);
        var name = parameters.Text(groupMember) ?? (parameters.Text("logGroupIdentifier") is { } identifier ? Names.FromIdentifier(identifier) : null);
        if (name is null || call.Region.Find(name) is not { } group)
        {
            return;
        }

        if (streamMember is null)
        {
            store.Remove(call.Region, group);
        }
        else if (parameters.Text(streamMember) is { } stream)
        {
            store.Remove(group, stream);
        }
    }
}
