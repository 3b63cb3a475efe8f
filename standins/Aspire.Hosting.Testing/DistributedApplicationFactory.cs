using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Runs the entry point of an AppHost inside a test's process, and holds the application that it builds.</summary>
public class DistributedApplicationFactory : IDisposable, IAsyncDisposable
{
    private readonly Type entryPoint;
    private readonly EntryPointRun run;
    private bool disposed;

    public DistributedApplicationFactory(Type entryPoint) : this(entryPoint, [])
    {
    }

    public DistributedApplicationFactory(Type entryPoint, string[] args)
    {
        this.entryPoint = entryPoint ?? throw new ArgumentNullException(nameof(entryPoint));
        ArgumentNullException.ThrowIfNull(args);
        run = new EntryPointRun(entryPoint.Assembly, args)
        {
            Creating = OnBuilderCreating,
            Created = OnBuilderCreatedCore,
            BeforeBuild = OnBuilding,
            AfterBuild = OnBuilt,
        };
    }

    /// <summary>Runs the entry point until its application has started.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        await run.BuildAsync(cancellationToken).ConfigureAwait(false);
        await run.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public HttpClient CreateHttpClient(string resourceName, string? endpointName = null) => Application.CreateHttpClient(resourceName, endpointName);

    public Uri GetEndpoint(string resourceName, string? endpointName = null) => Application.GetEndpoint(resourceName, endpointName);

    public ValueTask<string?> GetConnectionString(string resourceName) => Application.GetConnectionStringAsync(resourceName);

    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            await run.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    protected virtual void OnBuilderCreating(DistributedApplicationOptions applicationOptions, HostApplicationBuilderSettings hostOptions)
    {
    }

    protected virtual void OnBuilderCreated(DistributedApplicationBuilder applicationBuilder)
    {
    }

    protected virtual void OnBuilding(DistributedApplicationBuilder applicationBuilder)
    {
    }

    protected virtual void OnBuilt(DistributedApplication application)
    {
    }

    private DistributedApplication Application => run.Started ?? throw new InvalidOperationException(
        $"The application of '{entryPoint.Assembly.GetName().Name}' has not been started.");

    private void OnBuilderCreatedCore(DistributedApplicationBuilder builder)
    {
        builder.Services.AddHttpClient();
        OnBuilderCreated(builder);
    }
}
