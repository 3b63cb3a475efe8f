using Amazon;
using Microsoft.Extensions.Configuration;

namespace Genesys.AppHost.CloudWatch;

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

    /// <summary>CloudWatch:LocalStack:HealthPath, which is answered 200 when the container is ready.</summary>
    public required string HealthPath { get; init; }

    /// <summary>AWS:Profile; none: the machine's own credentials.</summary>
    public required string? Profile { get; init; }

    /// <summary>AWS:Region; none: the machine's own.</summary>
    public required RegionEndpoint? Region { get; init; }

    public static CloudWatchOptions Read(IConfiguration configuration, List<string> problems)
    {
        var localStack = configuration.GetSection("CloudWatch:LocalStack");
        var healthPath = Text(localStack, "HealthPath") ?? "/_localstack/health";
        if (healthPath[0] != '/')
        {
            problems.Add("CloudWatch:LocalStack:HealthPath is a path and starts with a slash, as "
                + "/_localstack/health does.");
        }

        return new CloudWatchOptions
        {
            Provider = Choice.Read<CloudWatchProvider>(configuration, "CloudWatch:Provider", problems),
            Image = Text(localStack, "Image") ?? "localstack/localstack",
            Registry = Text(localStack, "Registry"),
            Tag = Text(localStack, "Tag") ?? "4.14.0",
            HealthPath = healthPath,
            Profile = Text(configuration, "AWS:Profile"),
            Region = Text(configuration, "AWS:Region") is { } region ? RegionEndpoint.GetBySystemName(region) : null,
        };
    }

    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}

/// <summary>CloudWatch:Provider.</summary>
internal enum CloudWatchProvider
{
    /// <summary>Genesys.MockCloudWatch.</summary>
    Emulator,

    /// <summary>A LocalStack container, or another image that speaks CloudWatch Logs on port 4566.</summary>
    LocalStack,

    /// <summary>The real service; nothing is started.</summary>
    Aws,
}
