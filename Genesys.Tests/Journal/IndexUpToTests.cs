using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite.Index;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>Up to which moment SQLite's index says that everything is found.</summary>
public sealed class IndexUpToTests : IAsyncDisposable
{
    private readonly SqliteWorld _world = new();
    private readonly IndexProgress _progress;

    public IndexUpToTests() => _progress = new IndexProgress(_world.Time);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task While_anomalies_are_left_it_is_the_moment_of_the_last_that_is_in_it()
    {
        await RecordAnomaliesASecondApartAsync(3);
        var sources = new IndexSources(1, 0, 3, () => 3, () => 0, () => 0, () => 0);
        using var update = new IndexUpdate(_world.Path, sources, new ChangedKeys(), _progress);

        update.Run(2, sources);
        Assert.Equal(Start.AddSeconds(1), _progress.Passes.UpTo);

        update.Run(2, sources);
        Assert.Equal(_world.Time.GetUtcNow(), _progress.Passes.UpTo);
    }

    // Their journal's own index is gone with it.
    private async Task RecordAnomaliesASecondApartAsync(int count)
    {
        var journal = await _world.StartAsync();
        for (var i = 0; i < count; i++)
        {
            await journal.RecordAsync(AnAnomaly($"{i}") with { ReceivedAt = Start.AddSeconds(i) }, Cancel);
        }

        await _world.StopAsync(journal);
        IndexFile.Remove(IndexFile.PathOf(_world.Path));
        _world.Time.Advance(TimeSpan.FromSeconds(count));
    }
}
