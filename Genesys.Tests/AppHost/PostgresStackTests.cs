using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Genesys.AppHost.Journal;

namespace Genesys.Tests.AppHost;

[Collection(StackCollection.Name)]
public class PostgresStackTests
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task TwoReceivers_ShareThePostgresJournalBehindOnePort()
    {
        Assert.SkipWhen(
            PostgresInstallation.Find(bin: null, []) is null, "cannot run here: PostgreSQL is not installed.");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(StartTimeout);
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Genesys_AppHost>(
            ["--Journal:Provider=Postgres", "--Journal:Server=Local", "--replicas=2"], timeout.Token);
        await using var app = await builder.BuildAsync(timeout.Token);
        await app.StartAsync(timeout.Token);

        var running = new ConcurrentDictionary<string, bool>();
        await foreach (var resourceEvent in app.ResourceNotifications.WatchAsync(timeout.Token))
        {
            if (resourceEvent.Resource.Name == "receiver"
                && resourceEvent.Snapshot.State?.Text == KnownResourceStates.Running
                && running.TryAdd(resourceEvent.ResourceId, true) && running.Count == 2)
            {
                break;
            }
        }

        await app.ResourceNotifications.WaitForResourceHealthyAsync("receiver", timeout.Token);
        using var client = app.CreateHttpClient("receiver");
        // One of the two is healthy by now; the other may not listen yet.
        await Eventually.IsTrue(
            async () => (await client.GetAsync("/health", timeout.Token)).IsSuccessStatusCode, "the receivers answer");
        Assert.Contains(
            "Database=journal", await app.GetConnectionStringAsync("journal", timeout.Token), StringComparison.Ordinal);
    }
}
