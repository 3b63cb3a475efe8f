using System.Diagnostics.Metrics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Journal.Sqlite.Index;
using Genesys.Receiver.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Journal;

/// <summary>A SQLite file in a folder of its own.</summary>
internal sealed class SqliteWorld : IJournalWorld
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<IJournal> _running = [];

    /// <summary>How many hand-overs wait before those that get their rows later; null for the usual.</summary>
    public long? DeferHandOversFrom { get; init; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("journal-").FullName;

    public string Path => System.IO.Path.Combine(Folder, "journal.db");

    public SteppableTime Time { get; } = new(JournalRecords.Start);

    public DestinationLimits Limits { get; } = new();

    /// <summary>What journals that are started from then on log to.</summary>
    public ILogger<SqliteJournal> Log { get; set; } = NullLogger<SqliteJournal>.Instance;

    public string? Corruption { get; private set; }

    public async Task<IJournal> StartAsync(Action<JournalOptions>? configure = null)
    {
        var options = new JournalOptions { ConnectionString = Path };
        options.DeferHandOversFrom = DeferHandOversFrom ?? options.DeferHandOversFrom;
        configure?.Invoke(options);
        var metrics = new ReceiverMetrics(_services.GetRequiredService<IMeterFactory>());
        var journal = new SqliteJournal(
            Options.Create(options), Time, metrics, Log, Limits,
            sentence => Corruption = sentence);
        await journal.StartAsync();
        _running.Add(journal);
        return journal;
    }

    public async Task<long> CountAsync(string table)
    {
        var isOfIndex = table is "published" or "republished" or "anomaly_counts" or "failure_counts"
            or "anomaly_groups";
        // A payload stands in the row of its delivery until the hand-overs that need it have rows.
        return (long)(await RunAsync(
            isOfIndex ? IndexFile.PathOf(Path) : Path,
            $"SELECT (SELECT count(*) FROM {table})"
            + (table == "payloads" ? " + (SELECT count(*) FROM finished WHERE hand_overs IS NOT NULL)" : "")))!;
    }

    /// <summary>Runs statements beside the journal; returns the first column of the first row that they give.</summary>
    public static async Task<object?> RunAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Cancel);
    }

    public async Task StopAsync(IJournal journal)
    {
        _running.Remove(journal);
        await ((SqliteJournal)journal).DisposeAsync();
    }

    public Task CatchUpAsync(IJournal journal) => ((SqliteSearch)((IJournalStore)journal).Search).CatchUpAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var journal in _running.ToArray())
        {
            await StopAsync(journal);
        }

        await _services.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
