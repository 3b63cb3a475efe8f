using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Genesys.Tests.AppHost;

/// <summary>The whole stack, started once by the AppHost's own entry point, on free ports.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    private IDistributedApplicationTestingBuilder? builder;

    public DistributedApplication App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Genesys_AppHost>(timeout.Token);
        builder.Services.AddLogging(logging => logging.AddFilter("Genesys.AppHost.Resources", LogLevel.Warning));
        App = await builder.BuildAsync(timeout.Token);
        await App.StartAsync(timeout.Token);
        foreach (var resource in (string[])["cloudwatch", "mockgenesys", "receiver", "console"])
        {
            try
            {
                await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, timeout.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException
                or DistributedApplicationException)
            {
                throw new InvalidOperationException(
                    $"'{resource}' did not become healthy. Its last lines:\n{await LastLinesAsync(resource)}",
                    exception);
            }
        }
    }

    private async Task<string> LastLinesAsync(string resource)
    {
        var lines = new List<string>();
        var one = App.Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.Single(known => known.Name == resource);
        await foreach (var batch in App.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(one))
        {
            lines.AddRange(batch.Select(line => line.Content));
        }

        return string.Join('\n', lines.TakeLast(50));
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        if (builder is not null)
        {
            await builder.DisposeAsync();
        }
    }
}

/// <summary>Tests of this collection share one running stack.</summary>
[CollectionDefinition(Name)]
public sealed class StackCollection : ICollectionFixture<StackFixture>
{
    public const string Name = "the stack";
}
