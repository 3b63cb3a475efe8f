using System.Net;
using Genesys.Receiver.Admin;
using Genesys.Receiver.Client;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Admin;

/// <summary><c>/admin/changes</c>, read by the client.</summary>
public sealed class ChangeStreamTests
{
    [Fact]
    public async Task AStream_BeginsWithWhatIs_AndTellsWhatChanges()
    {
        await using var app = await AdminApp.StartAsync();
        await using var changes = app.Receiver().WatchAsync(cancellationToken: Cancel).GetAsyncEnumerator(Cancel);

        Assert.Equal(0, (await NextCountsAsync(changes)).OpenDeliveries);
        await app.Journal.RecordAsync(ADelivery("event-1"), false, Cancel);
        Counts counts;
        do
        {
            counts = await NextCountsAsync(changes);
        }
        while (counts.OpenDeliveries == 0);

        Assert.Equal(1, counts.OpenDeliveries);
    }

    [Fact]
    public async Task AJournalThatCannotBeAsked_IsToldOf()
    {
        await using var app = await AdminApp.StartAsync();
        await using var changes = app.Receiver().WatchAsync(cancellationToken: Cancel).GetAsyncEnumerator(Cancel);
        await NextCountsAsync(changes);

        await ((IAsyncDisposable)app.Journal).DisposeAsync();

        while (changes.Current.Journal is null)
        {
            Assert.True(await changes.MoveNextAsync());
        }

        Assert.NotNull(changes.Current.Journal.Problem);
    }

    [Fact]
    public async Task AStreamThatIsResumed_GoesOnBehindItsLastId_AndIsNotToldAnew()
    {
        await using var app = await AdminApp.StartAsync();
        string id;
        await using (var first = app.Receiver().WatchAsync(cancellationToken: Cancel).GetAsyncEnumerator(Cancel))
        {
            await NextCountsAsync(first);
            id = first.Current.Id;
        }

        await app.Journal.RecordAsync(ADelivery("event-1"), false, Cancel);
        await using var second = app.Receiver().WatchAsync(id, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await second.MoveNextAsync());
        Assert.False(second.Current.Reset);
        Assert.NotEqual(id, second.Current.Id);
    }

    [Theory]
    [InlineData("another-17")]
    [InlineData("nonsense")]
    [InlineData("-")]
    public async Task AnIdOfAnotherRun_BeginsAnew_AndSaysSo(string id)
    {
        await using var app = await AdminApp.StartAsync();
        await using var changes = app.Receiver().WatchAsync(id, Cancel).GetAsyncEnumerator(Cancel);

        Assert.True(await changes.MoveNextAsync());
        Assert.True(changes.Current.Reset);
        await NextCountsAsync(changes);
    }

    [Fact]
    public async Task MoreStreamsThanMayBe_AreAnswered429()
    {
        await using var app = await AdminApp.StartAsync();
        var readers = Enumerable.Range(0, ChangeFeed.MaxReaders)
            .Select(_ => app.Get<ChangeFeed>().TryJoin()!.Value.Reader).ToList();

        using (var refused = await app.Client.GetAsync(
            "/admin/changes", HttpCompletionOption.ResponseHeadersRead, Cancel))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        readers.ForEach(reader => reader.Dispose());
        await using var changes = app.Receiver().WatchAsync(cancellationToken: Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await changes.MoveNextAsync());
    }

    [Fact]
    public async Task AStream_EndsCleanlyWhenTheReceiverStops()
    {
        using var receiver = ReceiverApp.Start(new() { ["environment"] = "Development" });
        using var http = new HttpClient { BaseAddress = receiver.Address };
        await using var changes = new ReceiverClient(http).WatchAsync(cancellationToken: Cancel)
            .GetAsyncEnumerator(Cancel);
        Assert.True(await changes.MoveNextAsync());

        var stopping = Task.Run(receiver.Dispose, Cancel);
        while (await changes.MoveNextAsync())
        {
        }

        await stopping;
    }

    private static async Task<Counts> NextCountsAsync(IAsyncEnumerator<Change> changes)
    {
        while (await changes.MoveNextAsync())
        {
            if (changes.Current.Counts is { } counts)
            {
                return counts;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
