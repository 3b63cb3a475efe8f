using Amazon;

namespace Genesys.AppHost;

/// <summary>Where the receiver's anomalies go.</summary>
internal sealed class CloudWatchOptions
{
    public required CloudWatchProvider Provider { get; init; }

    /// <summary>CloudWatch:LocalStack:Image, without registry and tag.</summary>
    public required string Image { get; init; }

    /// <summary>CloudWatch:LocalStack:Registry; none: the container engine's own default.</summary>
    public required string? Registry { get; init; }

    /// <summary>CloudWatch:LocalStack:Tag; 4.14.0 is the last that needs no token.</summary>
    public required string Tag { get; init; }

    /// <summary>AWS:Profile; none: the machine's own credentials.</summary>
    public required string? Profile { get; init; }

    /// <summary>AWS:Region; none: the machine's own.</summary>
    public required RegionEndpoint? Region { get; init; }
}

/// <summary>CloudWatch:Provider.</summary>
internal enum CloudWatchProvider
{
    /// <summary>Genesys.MockCloudWatch.</summary>
    Emulator,

    /// <summary>A LocalStack container.</summary>
    LocalStack,

    /// <summary>The real service; nothing is started.</summary>
    Aws,
}
