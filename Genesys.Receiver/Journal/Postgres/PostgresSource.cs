using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// Connections to the database. Its server prepares the journal's statements, unless a pooler such as PgBouncer stands
/// before it: that may run the next transaction on another connection, where a statement of the same name is another
/// or none. Who configures <c>Max Auto Prepare</c> knows better.
/// </summary>
internal sealed class PostgresSource : IAsyncDisposable, IDisposable
{
    // The same dozen statements for ever: the server parses and plans each once per connection.
    private const int MaxAutoPrepare = 50;

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly NpgsqlDataSource _configured;
    private readonly Lock _lock = new();
    private Task<NpgsqlDataSource>? _choice;
    private bool _isDisposed;

    /// <exception cref="ArgumentException">Npgsql can't use the settings.</exception>
    public PostgresSource(NpgsqlConnectionStringBuilder settings)
    {
        (_settings, _configured) = (settings, Create(settings));
        if (settings.ShouldSerialize("Max Auto Prepare"))
        {
            _choice = Task.FromResult(_configured);
        }
    }

    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        await (await ChosenAsync().WaitAsync(cancellationToken)).OpenConnectionAsync(cancellationToken);

    /// <summary>Drops one that was never opened.</summary>
    public void Dispose() => _configured.Dispose();

    public async ValueTask DisposeAsync()
    {
        Task<NpgsqlDataSource>? choice;
        lock (_lock)
        {
            (_isDisposed, choice) = (true, _choice);
        }

        await _configured.DisposeAsync();
        if (choice is not null)
        {
            await ((Task)choice).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (choice.IsCompletedSuccessfully ? choice.Result.DisposeAsync() : default);
        }
    }

    // Whoever comes while it isn't known waits for the same answer; a database that can't be reached gives none.
    private Task<NpgsqlDataSource> ChosenAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _choice is null or { IsFaulted: true } ? _choice = Task.Run(ChooseAsync) : _choice;
        }
    }

    private async Task<NpgsqlDataSource> ChooseAsync()
    {
        if (await HasPoolerAsync())
        {
            return _configured;
        }

        _settings.MaxAutoPrepare = MaxAutoPrepare;
        await _configured.DisposeAsync();
        return Create(_settings);
    }

    // A pooler gives each of its clients a process number of its own invention, for their requests to cancel.
    private async Task<bool> HasPoolerAsync()
    {
        await using var connection = await _configured.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return await command.ExecuteScalarAsync() is not int process || process != connection.ProcessID;
    }

    private static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "journal" };

        // Of several servers the one that can write, whichever that is after a failover.
        return settings.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.ReadWrite)
            : builder.Build();
    }
}
