namespace Genesys.AppHost.CloudWatch;

/// <summary>Where CloudWatch Logs is, in the AWS SDK's own settings.</summary>
internal static class CloudWatchExtensions
{
    private const int Port = 4566;

    public static IResourceBuilder<ContainerResource> AddLocalStack(
        this IDistributedApplicationBuilder builder, string name, CloudWatchOptions options) =>
        builder.AddContainer(name, options.Image, options.Tag)
            .WithImageRegistry(options.Registry)
            .WithIconName("DocumentText")
            .WithHttpEndpoint(port: Port, targetPort: Port)
            .WithEnvironment("SERVICES", "logs")
            .WithHttpHealthCheck(options.HealthPath);

    /// <param name="part">The project.</param>
    /// <param name="emulator">What stands in for CloudWatch Logs; none: the real service.</param>
    /// <param name="options">With the real service: which region, and as whom.</param>
    public static IResourceBuilder<T> WithCloudWatch<T>(
        this IResourceBuilder<T> part, IResourceBuilder<IResourceWithEndpoints>? emulator, CloudWatchOptions options)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        if (emulator is null)
        {
            var aws = part.ApplicationBuilder.AddAWSSDKConfig();
            (aws.Profile, aws.Region) = (options.Profile, options.Region);
            return part.WithReference(aws);
        }

        // A container may never come (no engine, no image): anomalies wait in the journal for it, everything else
        // goes on.
        if (emulator.Resource is not ContainerResource)
        {
            part.WaitFor(emulator);
        }

        return part.WithEnvironment("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", emulator.GetEndpoint("http"))
            .WithEnvironment("AWS_REGION", "us-east-1")
            .WithEnvironment("AWS_ACCESS_KEY_ID", "local")
            .WithEnvironment("AWS_SECRET_ACCESS_KEY", "local");
    }
}
