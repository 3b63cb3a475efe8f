using System.Text.Json.Serialization;

namespace Genesys.MockCloudWatch.Faults;

/// <summary>What a fault does to a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>400 ThrottlingException "Rate exceeded".</summary>
    Throttling,

    /// <summary>503 ServiceUnavailableException.</summary>
    ServiceUnavailable,

    /// <summary>400 InvalidParameterException.</summary>
    Refusal,

    /// <summary>The call is answered after <see cref="Fault.Delay"/>.</summary>
    Latency,

    /// <summary>The call is never answered.</summary>
    Hang,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>200 from something that isn't CloudWatch Logs: a page, without <c>x-amzn-RequestId</c>.</summary>
    ForeignAnswer,

    /// <summary>
    /// The events of a PutLogEvents that <see cref="Fault.TooOldEnd"/>, <see cref="Fault.ExpiredEnd"/> and
    /// <see cref="Fault.TooNewStart"/> name are rejected.
    /// </summary>
    PartialRejection,

    /// <summary>The log group of the call is deleted before the call is looked at.</summary>
    DeleteGroup,

    /// <summary>The log stream of the call is deleted before the call is looked at.</summary>
    DeleteStream,
}
