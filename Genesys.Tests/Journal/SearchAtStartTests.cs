using Genesys.Receiver.Journal.Sqlite.Index;
using Microsoft.Extensions.Time.Testing;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>Who searches while the receiver starts waits for the index to be there, five seconds at most.</summary>
public sealed class SearchAtStartTests : IAsyncLifetime
{
    private readonly SqliteWorld _world = new();
    private readonly FakeTimeProvider _patience = new();
    private IndexProgress _progress = null!;
    private SearchConnections _connections = null!;

    public async ValueTask InitializeAsync()
    {
        var journal = await _world.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await _world.CatchUpAsync(journal);
        _progress = new IndexProgress(_world.Time);
        _connections = new SearchConnections(
            _world.Path, _progress, () => new IndexSources(1, 0, 0, () => 0, () => 0, () => 0, () => 0), _ => { },
            _patience);
    }

    public ValueTask DisposeAsync()
    {
        _connections.Dispose();
        return _world.DisposeAsync();
    }

    [Fact]
    public async Task A_search_waits_until_the_index_was_opened()
    {
        var search = SearchAsync();
        Assert.False(search.IsCompleted);

        _progress.Opened();

        Assert.Equal("searched", await search);
    }

    [Fact]
    public async Task A_search_waits_five_seconds_and_no_longer_for_an_index_that_does_not_open()
    {
        var search = SearchAsync();
        _patience.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(search.IsCompleted);

        _patience.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("searched", await search);
    }

    private Task<string> SearchAsync() => _connections.UseAsync(
        connection =>
        {
            connection.Begin();
            return "searched";
        },
        Cancel).AsTask();
}
