using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Genesys.Tests.AppHost;

[Collection(StackCollection.Name)]
public class PostgresStackTests
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task TwoReceivers_ShareThePostgresJournalBehindOnePort()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(StartTimeout);
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Genesys_AppHost>(
            ["--Journal:Provider=Postgres", "--replicas=2"], timeout.Token);
        await using var app = await builder.BuildAsync(timeout.Token);
        var starting = app.StartAsync(timeout.Token); // not awaited yet: it would wait for a server that cannot be started

        var healthy = new ConcurrentDictionary<string, bool>();
        await foreach (var resourceEvent in app.ResourceNotifications.WatchAsync(timeout.Token))
        {
            if (resourceEvent.Resource.Name == "postgres" && resourceEvent.Snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy)
            {
                Assert.Skip("cannot run here: neither PostgreSQL's programs nor a container engine.");
            }

            if (resourceEvent.Resource.Name == "receiver"
                && resourceEvent.Snapshot.State?.Text == KnownResourceStates.Running
                && healthy.TryAdd(resourceEvent.ResourceId, true) && healthy.Count == 2)
            {
                break;
            }
        }

        await starting;
        await app.ResourceNotifications.WaitForResourceHealthyAsync("receiver", timeout.Token);
        using var client = app.CreateHttpClient("receiver");
        Assert.True((await client.GetAsync("/health", timeout.Token)).IsSuccessStatusCode);
        Assert.Contains("Database=journal", await app.GetConnectionStringAsync("journal", timeout.Token), StringComparison.Ordinal);
    }
}
