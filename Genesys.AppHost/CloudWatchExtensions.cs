using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Genesys.AppHost;

/// <summary>Tells a project where CloudWatch Logs is, in the AWS SDK's own settings.</summary>
internal static class CloudWatchExtensions
{
    /// <param name="project">The project.</param>
    /// <param name="emulator">What stands in for CloudWatch Logs; none: the real service.</param>
    /// <param name="options">With the real service: which region, and as whom.</param>
    public static IResourceBuilder<ProjectResource> WithCloudWatch(
        this IResourceBuilder<ProjectResource> project, IResourceBuilder<IResourceWithEndpoints>? emulator, CloudWatchOptions options)
    {
        if (emulator is not null)
        {
            return project.WithEnvironment("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", emulator.GetEndpoint("http"))
                .WithEnvironment("AWS_REGION", "us-east-1")
                .WithEnvironment("AWS_ACCESS_KEY_ID", "local")
                .WithEnvironment("AWS_SECRET_ACCESS_KEY", "local");
        }

        var aws = project.ApplicationBuilder.AddAWSSDKConfig();
        (aws.Profile, aws.Region) = (options.Profile, options.Region);
        return project.WithReference(aws);
    }
}
