using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() => builder.AddProject<TProject>(name, _ => { });

    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        builder.AddProject(name, projectPath, _ => { });

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new() => builder.AddProject<TProject>(name, Named(launchProfileName));

    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName) =>
        builder.AddProject(name, projectPath, Named(launchProfileName));

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name, Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new() => Add(builder, name, new TProject(), configure);

    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, Action<ProjectResourceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(projectPath);
        var path = Path.GetFullPath(projectPath.Replace('\\', Path.DirectorySeparatorChar), builder.AppHostDirectory);
        return Add(builder, name, new ProjectMetadata(path), configure);
    }

    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas));
    }

    public static IResourceBuilder<ProjectResource> DisableForwardedHeaders(this IResourceBuilder<ProjectResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new DisableForwardedHeadersAnnotation(), ResourceAnnotationMutationBehavior.Replace);
    }

    public static IResourceBuilder<ProjectResource> WithEndpointsInEnvironment(
        this IResourceBuilder<ProjectResource> builder, Func<EndpointAnnotation, bool> filter)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new EndpointEnvironmentInjectionFilterAnnotation(filter ?? throw new ArgumentNullException(nameof(filter))));
    }

    private static Action<ProjectResourceOptions> Named(string? launchProfileName) => options =>
    {
        options.LaunchProfileName = launchProfileName;
        options.ExcludeLaunchProfile = launchProfileName is null;
    };

    private static IResourceBuilder<ProjectResource> Add(
        IDistributedApplicationBuilder builder, string name, IProjectMetadata metadata, Action<ProjectResourceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ProjectResourceOptions();
        configure(options);
        return builder.AddResource(new ProjectResource(name))
            .WithAnnotation(new ProjectLaunchDefaultsAnnotation())
            .WithAnnotation(metadata)
            .WithProjectDefaults(options);
    }

    private static IResourceBuilder<ProjectResource> WithProjectDefaults(this IResourceBuilder<ProjectResource> builder, ProjectResourceOptions options)
    {
        var application = builder.ApplicationBuilder;
        builder.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory");
        if (application.ExecutionContext.IsRunMode && application.Environment.IsDevelopment())
        {
            builder.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true");
            builder.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "true");
        }

        builder.WithOtlpExporter();
        builder.WithConsoleLogs();
        builder.WithLaunchProfile(options);
        return application.ExecutionContext.IsRunMode ? builder.WithRunDefaults() : builder.WithPublishDefaults();
    }

    private static void WithConsoleLogs(this IResourceBuilder<ProjectResource> builder) => builder.WithEnvironment(context =>
    {
        if (context.ExecutionContext.IsRunMode)
        {
            context.EnvironmentVariables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
            context.EnvironmentVariables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        }
    });

    private static void WithLaunchProfile(this IResourceBuilder<ProjectResource> builder, ProjectResourceOptions options)
    {
        if (options.ExcludeLaunchProfile)
        {
            builder.WithAnnotation(new ExcludeLaunchProfileAnnotation());
        }
        else if (!string.IsNullOrEmpty(options.LaunchProfileName))
        {
            builder.WithAnnotation(new LaunchProfileAnnotation(options.LaunchProfileName));
        }
        else
        {
            var configuration = builder.ApplicationBuilder.Configuration;
            var usual = configuration["AppHost:DefaultLaunchProfileName"] ?? configuration["DOTNET_LAUNCH_PROFILE"];
            if (!string.IsNullOrEmpty(usual))
            {
                builder.WithAnnotation(new DefaultLaunchProfileAnnotation(usual));
            }
        }
    }

    private static IResourceBuilder<ProjectResource> WithRunDefaults(this IResourceBuilder<ProjectResource> builder)
    {
        builder.WithAspNetCoreUrls();
        if (builder.Resource.EffectiveLaunchProfile() is not var (name, profile))
        {
            return builder;
        }

        var countByScheme = new Dictionary<string, int>();
        foreach (var url in profile.ApplicationUrl?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            var address = new Uri(url.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal));
            var count = countByScheme[address.Scheme] = countByScheme.GetValueOrDefault(address.Scheme) + 1;
            builder.WithEndpoint(count == 1 ? address.Scheme : $"{address.Scheme}{count}", endpoint =>
            {
                endpoint.Port = address.Port;
                endpoint.UriScheme = address.Scheme;
                endpoint.FromLaunchProfile = true;
            });
        }

        if (!string.IsNullOrEmpty(profile.LaunchUrl))
        {
            builder.WithUrls(context => OpenAt(profile.LaunchUrl, context));
        }

        return builder.WithEnvironment(context =>
        {
            context.EnvironmentVariables.TryAdd("DOTNET_LAUNCH_PROFILE", name);
            foreach (var (variable, value) in profile.EnvironmentVariables)
            {
                context.EnvironmentVariables.TryAdd(variable, Environment.ExpandEnvironmentVariables(value));
            }
        });
    }

    private static void OpenAt(string launchUrl, ResourceUrlsCallbackContext context)
    {
        foreach (var url in context.Urls.Where(url => url.Endpoint?.EndpointAnnotation.FromLaunchProfile == true))
        {
            url.Url = new Uri(new Uri(url.Url), launchUrl).ToString();
        }
    }

    private static void WithAspNetCoreUrls(this IResourceBuilder<ProjectResource> builder) => builder.WithEnvironment(context =>
    {
        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in InEnvironment(builder.Resource, endpoint => endpoint.UriScheme is "http" or "https"))
        {
            urls.AppendLiteral($"{(urls.IsEmpty ? "" : ";")}{endpoint.Scheme}://{endpoint.EndpointAnnotation.TargetHost}:");
            urls.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
        }

        if (!urls.IsEmpty)
        {
            context.EnvironmentVariables.TryAdd("ASPNETCORE_URLS", urls.Build());
        }
    });

    private static IResourceBuilder<ProjectResource> WithPublishDefaults(this IResourceBuilder<ProjectResource> builder)
    {
        var project = builder.Resource;
        builder.WithEnvironment(context =>
        {
            if (project.GetEndpoints().Any() && !project.HasAnnotationOfType<DisableForwardedHeadersAnnotation>())
            {
                context.EnvironmentVariables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
            }
        });
        builder.WithEnvironment(context =>
        {
            AddPorts(context, project, "http", "HTTP_PORTS");
            AddPorts(context, project, "https", "HTTPS_PORTS");
        });
        if (project.EffectiveLaunchProfile()?.Profile.ApplicationUrl is null)
        {
            return builder;
        }

        var http = EndpointOf("http");
        var https = EndpointOf("https");
        http.TargetPort = https.TargetPort = http.TargetPort ?? https.TargetPort;
        return builder;

        EndpointAnnotation EndpointOf(string scheme)
        {
            if (Existing() is { } existing)
            {
                return existing;
            }

            builder.WithEndpoint(scheme, endpoint => endpoint.UriScheme = scheme);
            var added = Existing()!;
            if (scheme == "https")
            {
                project.DefaultHttpsEndpoint = added;
            }

            return added;

            EndpointAnnotation? Existing() => project.Annotations.OfType<EndpointAnnotation>()
                .FirstOrDefault(endpoint => endpoint.UriScheme == scheme || string.Equals(endpoint.Name, scheme, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static void AddPorts(EnvironmentCallbackContext context, ProjectResource project, string scheme, string variable)
    {
        var ports = new ReferenceExpressionBuilder();
        foreach (var endpoint in InEnvironment(project, endpoint => endpoint.UriScheme == scheme && endpoint != project.DefaultHttpsEndpoint))
        {
            if (!ports.IsEmpty)
            {
                ports.AppendLiteral(";");
            }

            ports.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
        }

        if (!ports.IsEmpty)
        {
            context.EnvironmentVariables[variable] = ports.Build();
        }
    }

    private static IEnumerable<EndpointReference> InEnvironment(ProjectResource project, Func<EndpointAnnotation, bool> predicate) =>
        project.GetEndpoints().Where(endpoint => predicate(endpoint.EndpointAnnotation)
            && project.Annotations.OfType<EndpointEnvironmentInjectionFilterAnnotation>().All(filter => filter.Filter(endpoint.EndpointAnnotation)));
}
