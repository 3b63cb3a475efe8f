using System.Reflection;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Console;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Health;
using Aspire.Hosting.Orchestrator;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Describes an application and builds it.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly DistributedApplicationOptions options;
    private readonly DistributedApplicationExecutionContextOptions executionContextOptions;
    private readonly HostApplicationBuilder host;
    private readonly BuilderInterception? interception;

    public DistributedApplicationBuilder(string[] args) : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options) : this(options, null)
    {
    }

    internal DistributedApplicationBuilder(
        DistributedApplicationOptions options, Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? configure)
    {
        this.options = options ?? throw new ArgumentNullException(nameof(options));
        interception = BuilderInterception.Current;
        var hostOptions = new HostApplicationBuilderSettings { Args = options.Args };
        interception?.Constructing(options, hostOptions);
        configure?.Invoke(options, hostOptions);

        AppHostAssembly = options.Assembly;
        AppHostDirectory = options.ProjectDirectory ?? AppHostMetadata.ProjectDirectory(AppHostAssembly) ?? Directory.GetCurrentDirectory();
        hostOptions.ContentRootPath ??= ContentRoot(AppHostDirectory);
        host = new HostApplicationBuilder(hostOptions);
        AppHostPath = Path.Combine(AppHostDirectory, AppHostMetadata.ProjectName(AppHostAssembly) ?? host.Environment.ApplicationName);

        host.Configuration.AddCommandLine(options.Args ?? [], new Dictionary<string, string>
        {
            ["--operation"] = "AppHost:Operation",
            ["--publisher"] = "Publishing:Publisher",
            ["--output-path"] = "Publishing:OutputPath",
        });
        executionContextOptions = ExecutionContextOptions(host.Configuration);
        ExecutionContext = new DistributedApplicationExecutionContext(executionContextOptions);
        AddDefaults(host.Configuration);
        AddServices();
        interception?.Constructed(this);
    }

    public IHostEnvironment Environment => host.Environment;

    public ConfigurationManager Configuration => host.Configuration;

    public IServiceCollection Services => host.Services;

    public string AppHostDirectory { get; }

    public string AppHostPath { get; }

    public Assembly? AppHostAssembly { get; }

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (Resources.FirstOrDefault(known => string.Equals(known.Name, resource.Name, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because resource of type '{same.GetType()}' with that name already exists. Resource names are case-insensitive.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource =>
        new ResourceBuilder<T>(this, resource ?? throw new ArgumentNullException(nameof(resource)));

    public DistributedApplication Build()
    {
        interception?.Building(this);
        var application = new DistributedApplication(host.Build());
        executionContextOptions.ServiceProvider = application.Services;
        return interception?.Built(application) ?? application;
    }

    /// <summary><c>dotnet run</c> starts an AppHost in its own folder; started by its assembly it finds its settings all the same.</summary>
    private static string? ContentRoot(string appHostDirectory) => Directory.Exists(appHostDirectory) ? appHostDirectory : null;

    private static DistributedApplicationExecutionContextOptions ExecutionContextOptions(ConfigurationManager configuration)
    {
        var publisher = configuration["Publishing:Publisher"];
        var publishes = publisher is not null || string.Equals(configuration["AppHost:Operation"], "publish", StringComparison.OrdinalIgnoreCase);
        return publishes
            ? new(DistributedApplicationOperation.Publish, publisher ?? "manifest")
            : new(DistributedApplicationOperation.Run);
    }

    private void AddDefaults(ConfigurationManager configuration)
    {
        var defaults = new Dictionary<string, string?>
        {
            ["AppHost:Directory"] = AppHostDirectory,
            ["AppHost:Path"] = AppHostPath,
            ["AppHost:DashboardApplicationName"] = options.DashboardApplicationName ?? host.Environment.ApplicationName,
        };
        if (ExecutionContext.IsRunMode && configuration["AppHost:OtlpApiKey"] is null)
        {
            defaults["AppHost:OtlpApiKey"] = RandomNumberGenerator.GetHexString(32, lowercase: true);
        }

        configuration.AddInMemoryCollection(defaults);
    }

    private void AddServices()
    {
        host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // What fails to start says so itself, in a sentence.
        host.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        host.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        host.Logging.AddFilter("Grpc", LogLevel.Warning);
        host.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

        host.Services.AddSingleton(options);
        host.Services.AddSingleton(ExecutionContext);
        host.Services.AddSingleton(Eventing);
        host.Services.AddSingleton(TimeProvider.System);
        host.Services.AddSingleton<DistributedApplicationModel>(_ => new DistributedApplicationModel(Resources));
        host.Services.AddSingleton<ResourceLoggerService>();
        host.Services.AddSingleton<ResourceNotificationService>();
        host.Services.AddSingleton(services => new ResourceCommandService(
            services.GetRequiredService<ResourceNotificationService>(), services.GetRequiredService<ResourceLoggerService>(), services));
        host.Services.AddHealthChecks();
        host.Services.AddHttpClient();

        if (ExecutionContext.IsPublishMode)
        {
            host.Services.AddHostedService<ManifestPublisher>();
            return;
        }

        host.Services.Configure<HostOptions>(hosting => hosting.ShutdownTimeout = ApplicationOrchestrator.StopTimeout + TimeSpan.FromSeconds(1));
        host.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        host.Services.AddDcp(Configuration);
        host.Services.AddConsole(options);
        host.Services.AddHealth();
        host.Services.AddDashboard(options, Configuration);
        // Started last and stopped first: the others see all that it does.
        host.Services.AddOrchestrator();
    }
}
