using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Genesys.Tests.AppHost;

/// <summary>The whole stack, started once by the AppHost's own entry point, on free ports.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private IDistributedApplicationTestingBuilder? builder;

    public DistributedApplication App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Genesys_AppHost>(timeout.Token);
        App = await builder.BuildAsync(timeout.Token);
        await App.StartAsync(timeout.Token);
        foreach (var resource in (string[])["cloudwatch", "mockgenesys", "receiver"])
        {
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource, timeout.Token);
        }
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
