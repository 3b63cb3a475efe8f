using System.IO.Pipelines;
using Genesys.Receiver.Client;
using Genesys.Tests.Console;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Admin;

/// <summary>A stream of changes whose receiver is gone without a word, as when its node is lost.</summary>
public sealed class SilentReceiverTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task AReceiverThatSaysNothingMore_IsGivenUp()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.Replace(async context =>
        {
            await context.Response.WriteAsync("id: 1\nevent: reset\ndata: {}\n\n", Cancel);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var http = new HttpClient { BaseAddress = receiver.Address };
        await using var changes = Watch(http);
        Assert.True(await changes.MoveNextAsync());

        var next = changes.MoveNextAsync().AsTask();
        await Eventually.IsTrue(
            () => next.IsCompleted, "it is given up", () => _time.Advance(TimeSpan.FromSeconds(45)));

        Assert.Equal("Nothing came for 45 s.", (await Assert.ThrowsAsync<IOException>(() => next)).Message);
    }

    [Fact]
    public async Task AReceiverThatNeverAnswers_IsGivenUp()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        receiver.Replace(context =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var http = new HttpClient { BaseAddress = receiver.Address, Timeout = Timeout.InfiniteTimeSpan };
        await using var changes = Watch(http);

        var first = changes.MoveNextAsync().AsTask();
        await Eventually.IsTrue(
            () => first.IsCompleted, "it is given up", () => _time.Advance(TimeSpan.FromSeconds(45)));

        await Assert.ThrowsAsync<IOException>(() => first);
    }

    [Fact]
    public async Task AComment_ShowsThatItIsThere()
    {
        var pipe = new Pipe();
        await using var events = new BoundedEvents(
            pipe.Reader.AsStream(), 100, new SilenceLimit(TimeSpan.FromSeconds(45), _time));
        var buffer = new byte[100];
        for (var beat = 0; beat < 4; beat++)
        {
            var read = events.ReadAsync(buffer, Cancel);
            _time.Advance(TimeSpan.FromSeconds(44));
            Assert.False(read.IsCompleted);
            await pipe.Writer.WriteAsync(":\n\n"u8.ToArray(), Cancel);
            Assert.Equal(3, await read);
        }

        var last = events.ReadAsync(buffer, Cancel).AsTask();
        _time.Advance(TimeSpan.FromSeconds(45));
        await Eventually.IsTrue(() => last.IsCompleted, "it is given up");
        await Assert.ThrowsAsync<IOException>(() => last);
    }

    [Fact]
    public async Task WhoeverWatches_GivesUpAsBefore()
    {
        var pipe = new Pipe();
        await using var events = new BoundedEvents(
            pipe.Reader.AsStream(), 100, new SilenceLimit(TimeSpan.FromSeconds(45), _time));
        using var leaving = new CancellationTokenSource();

        var read = events.ReadAsync(new byte[100], leaving.Token).AsTask();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    private IAsyncEnumerator<Change> Watch(HttpClient http) =>
        new ReceiverRequests(http, null, _time).WatchAsync("admin/changes", null, Cancel)
            .GetAsyncEnumerator(Cancel);
}
