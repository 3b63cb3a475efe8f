using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace StandIns.Tests.Hosting;

/// <summary>An application of shell scripts.</summary>
internal sealed class AnApplication(bool dashboard = false) : IAsyncDisposable
{
    private readonly IDistributedApplicationTestingBuilder builder =
        DistributedApplicationTestingBuilder.Create([], (options, _) => options.DisableDashboard = !dashboard);
    private DistributedApplication? app;

    public IDistributedApplicationTestingBuilder Builder => builder;

    public DistributedApplication App => app ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IResourceBuilder<ExecutableResource> Script(string name, string script) => builder.AddExecutable(name, "/bin/sh", ".", "-c", script);

    public async Task StartAsync()
    {
        app = await builder.BuildAsync(Cancellation);
        await app.StartAsync(Cancellation);
    }

    /// <summary>The first event of the resource in that state; a test that waits for ever is ended by its runner.</summary>
    public Task<ResourceEvent> InStateAsync(string resource, string state) =>
        App.ResourceNotifications.WaitForResourceAsync(resource, e => e.Snapshot.State?.Text == state, Cancellation)
            .WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancellation);

    public string? StateOf(string resource) =>
        App.ResourceNotifications.TryGetCurrentState(resource, out var known) ? known.Snapshot.State?.Text : null;

    /// <summary>What the resource has written until a line has <paramref name="expected"/> in it.</summary>
    public async Task<string> LogAsync(IResource resource, string expected)
    {
        var loggers = (ResourceLoggerService)App.Services.GetService(typeof(ResourceLoggerService))!;
        var text = "";
        await foreach (var batch in loggers.WatchAsync(resource).WithCancellation(Cancellation))
        {
            text += string.Concat(batch.Select(line => line.Content + "\n"));
            if (text.Contains(expected, StringComparison.Ordinal))
            {
                return text;
            }
        }

        return text;
    }

    public Task<ExecuteCommandResult> CommandAsync(string resource, string command) => App.ResourceCommands.ExecuteCommandAsync(resource, command, Cancellation);

    public static int ProcessId(ResourceEvent running) => (int)running.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!;

    public static bool IsAlive(int processId) => Directory.Exists($"/proc/{processId}")
        && !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        await builder.DisposeAsync();
    }
}
