using System.Diagnostics.Metrics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Genesys.Receiver.Journal.Postgres.Index;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Genesys.Tests.Journal;

/// <summary>A PostgreSQL database of its own.</summary>
internal sealed class PostgresWorld(string connectionString) : IJournalWorld
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<IJournal> _running = [];
    private NpgsqlDataSource? _source;

    public string ConnectionString { get; } = connectionString;

    public SteppableTime Time { get; } = new(JournalRecords.Start);

    public DestinationLimits Limits { get; } = new();

    public static async Task<PostgresWorld> CreateAsync(PostgresCluster cluster)
    {
        Assert.SkipWhen(PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");
        return new PostgresWorld(await cluster.CreateJournalAsync());
    }

    public async Task<IJournal> StartAsync(Action<JournalOptions>? configure = null)
    {
        var options = new JournalOptions { Provider = JournalProvider.Postgres, ConnectionString = ConnectionString };
        configure?.Invoke(options);
        var metrics = new ReceiverMetrics(_services.GetRequiredService<IMeterFactory>());
        var journal = new PostgresJournal(
            Options.Create(options), Time, metrics, NullLogger<PostgresJournal>.Instance, Limits);
        await journal.StartAsync();
        _running.Add(journal);
        return journal;
    }

    public async Task<long> CountAsync(string table)
    {
        _source ??= NpgsqlDataSource.Create(ConnectionString + ";Maximum Pool Size=2");
        await using var command = _source.CreateCommand($"SELECT count(*) FROM journal.{table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task StopAsync(IJournal journal)
    {
        _running.Remove(journal);
        await ((PostgresJournal)journal).DisposeAsync();
    }

    public Task CatchUpAsync(IJournal journal) => ((PostgresSearch)((IJournalStore)journal).Search).CatchUpAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var journal in _running.ToArray())
        {
            await StopAsync(journal);
        }

        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        await _services.DisposeAsync();
    }
}
