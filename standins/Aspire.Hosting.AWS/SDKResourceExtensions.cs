using Amazon;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS;

namespace Aspire.Hosting;

/// <summary>Tells resources which AWS profile and region to use.</summary>
public static class SDKResourceExtensions
{
    public static IAWSSDKConfig AddAWSSDKConfig(this IDistributedApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new AWSSDKConfig();
    }

    public static IAWSSDKConfig WithProfile(this IAWSSDKConfig config, string profile)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Profile = profile;
        return config;
    }

    public static IAWSSDKConfig WithRegion(this IAWSSDKConfig config, RegionEndpoint region)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Region = region;
        return config;
    }

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IAWSSDKConfig awsSdkConfig)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(awsSdkConfig);
        return builder.WithEnvironment(context =>
        {
            // Where the application is deployed to has a region and an identity of its own.
            if (context.ExecutionContext.IsPublishMode)
            {
                return;
            }

            var variables = context.EnvironmentVariables;
            if (!string.IsNullOrEmpty(awsSdkConfig.Profile))
            {
                variables["AWS__Profile"] = awsSdkConfig.Profile;
                variables["AWS_PROFILE"] = awsSdkConfig.Profile;
            }

            if (awsSdkConfig.Region is { } region)
            {
                variables["AWS__Region"] = region.SystemName;
                variables["AWS_REGION"] = region.SystemName;
            }
        });
    }
}
