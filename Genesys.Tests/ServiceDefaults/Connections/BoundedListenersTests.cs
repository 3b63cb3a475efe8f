using System.Net;
using Genesys.ServiceDefaults.Connections;
using Microsoft.AspNetCore.Connections;

namespace Genesys.Tests.ServiceDefaults.Connections;

public sealed class BoundedListenersTests : IAsyncDisposable
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    private readonly Sockets _sockets = new();

    public ValueTask DisposeAsync() => _sockets.DisposeAsync();

    [Fact]
    public async Task WhatIsOverTheBound_IsAccepted_WhenAnotherIsClosed()
    {
        var listener = await ListenAsync(most: 2);
        var first = await listener.AcceptAsync(Cancel);
        var second = await listener.AcceptAsync(Cancel);

        var third = listener.AcceptAsync(Cancel).AsTask();
        Assert.Equal(2, _sockets.Accepts);
        Assert.False(third.IsCompleted);
        await first!.DisposeAsync();

        Assert.NotNull(await third);
        Assert.NotEqual(second!.ConnectionId, (await third)!.ConnectionId);
        Assert.Equal(3, _sockets.Accepts);
    }

    [Fact]
    public async Task ClosingAConnectionTwice_MakesRoomOnce()
    {
        var listener = await ListenAsync(most: 1);
        var first = await listener.AcceptAsync(Cancel);
        await first!.DisposeAsync();
        await first.DisposeAsync();

        await listener.AcceptAsync(Cancel);
        var third = listener.AcceptAsync(Cancel).AsTask();

        Assert.False(third.IsCompleted);
        Assert.Equal(2, _sockets.Accepts);
    }

    [Fact]
    public async Task AllAddresses_ShareTheBound()
    {
        var listeners = new BoundedListeners(_sockets, new SemaphoreSlim(1));
        var one = await listeners.BindAsync(Anywhere, Cancel);
        var other = await listeners.BindAsync(Anywhere, Cancel);
        var taken = await one.AcceptAsync(Cancel);

        var second = other.AcceptAsync(Cancel).AsTask();
        Assert.False(second.IsCompleted);
        await taken!.DisposeAsync();

        Assert.NotNull(await second);
    }

    [Fact]
    public async Task AnAcceptThatFails_TakesNoRoom()
    {
        var listener = await ListenAsync(most: 1);
        _sockets.Failure = new IOException("no descriptor left");
        await Assert.ThrowsAsync<IOException>(() => listener.AcceptAsync(Cancel).AsTask());
        _sockets.Failure = null;

        Assert.NotNull(await listener.AcceptAsync(Cancel));
    }

    [Fact]
    public async Task AListenerThatIsUnbound_AcceptsNoMore_ThoughNothingIsClosed()
    {
        var listener = await ListenAsync(most: 1);
        await listener.AcceptAsync(Cancel);
        var second = listener.AcceptAsync(Cancel).AsTask();

        await listener.UnbindAsync(Cancel);

        Assert.Null(await second);
        Assert.True(_sockets.IsUnbound);
    }

    private ValueTask<IConnectionListener> ListenAsync(int most) =>
        new BoundedListeners(_sockets, new SemaphoreSlim(most)).BindAsync(Anywhere, Cancel);

    /// <summary>Has a connection whenever one is asked for.</summary>
    private sealed class Sockets : IConnectionListenerFactory, IConnectionListener
    {
        public int Accepts { get; private set; }

        public Exception? Failure { get; set; }

        public bool IsUnbound { get; private set; }

        public EndPoint EndPoint => Anywhere;

        public ValueTask<IConnectionListener> BindAsync(
            EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            Accepts++;
            return Failure is null
                ? new(new DefaultConnectionContext($"{Accepts}"))
                : ValueTask.FromException<ConnectionContext?>(Failure);
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            IsUnbound = true;
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
