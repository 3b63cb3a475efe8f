using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>One run of an AppHost's entry point, on a thread of its own, held back where the test wants to step in.</summary>
internal sealed class EntryPointRun(Assembly appHost, string[] args) : BuilderInterception, IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource<DistributedApplicationBuilder> building = New<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource<DistributedApplication> built = New<DistributedApplication>();
    private readonly TaskCompletionSource mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource mayStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private IHostApplicationLifetime? lifetime;
    private Thread? thread;
    private bool disposed;

    public Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? Creating { get; init; }

    public Action<DistributedApplicationBuilder>? Created { get; init; }

    public Action<DistributedApplicationBuilder>? BeforeBuild { get; init; }

    public Action<DistributedApplication>? AfterBuild { get; init; }

    /// <summary>The application, once it has started.</summary>
    public DistributedApplication? Started => started.Task.IsCompletedSuccessfully ? built.Task.Result : null;

    /// <summary>Runs the entry point until it is about to build.</summary>
    public Task<DistributedApplicationBuilder> BuilderAsync(CancellationToken cancellationToken)
    {
        EnsureRuns();
        return building.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Lets the entry point build, until it is about to start what it has built.</summary>
    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        EnsureRuns();
        mayBuild.TrySetResult();
        return built.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Lets the entry point start the application.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        mayStart.TrySetResult();
        return started.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Stops the application and lets the entry point come to its end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var gaveUp = new OperationCanceledException("The application was stopped before it had started.");
        mayBuild.TrySetException(gaveUp);
        mayStart.TrySetException(gaveUp);
        if (started.Task.IsCompletedSuccessfully)
        {
            lifetime?.StopApplication();
        }

        if (thread is not null)
        {
            await ended.Task.WaitAsync(StopTimeout, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        if (built.Task.IsCompletedSuccessfully)
        {
            await built.Task.Result.DisposeAsync().ConfigureAwait(false);
        }
    }

    public override void Constructing(DistributedApplicationOptions options, HostApplicationBuilderSettings hostOptions)
    {
        TestingDefaults.Apply(options, hostOptions, args, appHost);
        Creating?.Invoke(options, hostOptions);
        TestingDefaults.ApplyLaunchProfile(hostOptions, appHost);
        options.Args = hostOptions.Args;
    }

    public override void Constructed(DistributedApplicationBuilder builder) => Created?.Invoke(builder);

    public override void Building(DistributedApplicationBuilder builder)
    {
        building.TrySetResult(builder);
        mayBuild.Task.GetAwaiter().GetResult();
        BeforeBuild?.Invoke(builder);
    }

    public override DistributedApplication Built(DistributedApplication application)
    {
        lifetime = application.Services.GetRequiredService<IHostApplicationLifetime>();
        var held = new HeldApplication(application, mayStart.Task, started);
        AfterBuild?.Invoke(application);
        built.TrySetResult(application);
        return held;
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void EnsureRuns()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        lock (gate)
        {
            if (thread is not null)
            {
                return;
            }

            thread = new Thread(Run) { IsBackground = true, Name = $"{appHost.GetName().Name}.EntryPoint" };
            thread.Start();
        }
    }

    private void Run()
    {
        Current = this;
        try
        {
            var main = appHost.EntryPoint ?? throw new InvalidOperationException($"Assembly '{appHost.GetName().Name}' does not have an entry point.");
            var result = main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [args], null);
            (result as Task)?.GetAwaiter().GetResult();
            Fail(new InvalidOperationException("The entry point exited without building and running a DistributedApplication."));
            ended.TrySetResult();
        }
#pragma warning disable CA1031 // Whatever the entry point throws is the test's to see.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
            ended.TrySetResult();
        }
    }

    private void Fail(Exception exception)
    {
        building.TrySetException(exception);
        built.TrySetException(exception);
        started.TrySetException(exception);
        _ = (building.Task.Exception, built.Task.Exception, started.Task.Exception);
    }
}
