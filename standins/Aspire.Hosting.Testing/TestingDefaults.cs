using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>How an AppHost runs in a test: on free ports, without a dashboard, with its launch profile, its resources heard in the test's log.</summary>
internal static class TestingDefaults
{
    public static void Apply(DistributedApplicationOptions options, HostApplicationBuilderSettings hostOptions, string[] args, Assembly appHost)
    {
        hostOptions.Args = [.. hostOptions.Args ?? [], .. args];
        options.Args = hostOptions.Args;
        options.AssemblyName = hostOptions.ApplicationName = appHost.GetName().Name!;
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        var settings = new Dictionary<string, string?>
        {
            ["DcpPublisher:RandomizePorts"] = "true",
            ["ASPNETCORE_URLS"] = "http://localhost:8080",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:4317",
        };
        if (AppHostMetadata.ProjectDirectory(appHost) is { } directory && Directory.Exists(directory))
        {
            hostOptions.ContentRootPath = directory;
        }

        if (Given(hostOptions)["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] is null)
        {
            settings["DcpPublisher:NobodyTakesTelemetry"] = "true";
        }

        Add(hostOptions, settings);
    }

    /// <summary>The environment that the AppHost's launch profile sets, as configuration: the test's own process has none of it.</summary>
    public static void ApplyLaunchProfile(HostApplicationBuilderSettings hostOptions, Assembly appHost)
    {
        var given = Given(hostOptions);
        if (LaunchProfileExtensions.ReadLaunchSettings(AppHostMetadata.ProjectDirectory(appHost) ?? "") is not { Profiles.Count: > 0 } settings)
        {
            return;
        }

        var name = given["DOTNET_LAUNCH_PROFILE"] ?? settings.Profiles.First().Key;
        if (!settings.Profiles.TryGetValue(name, out var profile))
        {
            throw new InvalidOperationException($"The configured launch profile, '{name}', was not found in the launch settings file.");
        }

        var variables = new Dictionary<string, string?> { ["DOTNET_LAUNCH_PROFILE"] = name };
        foreach (var (variable, value) in profile.EnvironmentVariables)
        {
            variables[variable] = value;
            foreach (var prefix in (string[])["DOTNET_", "ASPNETCORE_"])
            {
                if (variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    variables[variable[prefix.Length..]] = value;
                }
            }
        }

        var added = Add(hostOptions, variables);
        // Arguments come before the environment of the test's process.
        hostOptions.Args = [.. hostOptions.Args ?? [], .. added.Select(variable => $"--{variable.Key}={variable.Value}")];
    }

    private static Dictionary<string, string?> Add(HostApplicationBuilderSettings hostOptions, Dictionary<string, string?> settings)
    {
        var given = Given(hostOptions);
        var missing = settings.Where(setting => given[setting.Key] is null).ToDictionary();
        hostOptions.Configuration ??= new ConfigurationManager();
        hostOptions.Configuration.AddInMemoryCollection(missing);
        return missing;
    }

    private static ConfigurationManager Given(HostApplicationBuilderSettings hostOptions)
    {
        var given = new ConfigurationManager();
        given.AddCommandLine(hostOptions.Args ?? []);
        if (hostOptions.Configuration is { } configuration)
        {
            given.AddConfiguration(configuration);
        }

        return given;
    }
}
