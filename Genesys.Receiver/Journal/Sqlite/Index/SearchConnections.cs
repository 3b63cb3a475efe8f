using System.Collections.Concurrent;
using Genesys.Receiver.Journal.Records;
using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// The connections that search: a few, each used by one search at a time, opened anew when the journal or its index
/// was.
/// </summary>
/// <param name="journal">The journal's path.</param>
/// <param name="progress">How far the index is.</param>
/// <param name="sources">What the index knows of the open journal; null while it isn't open.</param>
/// <param name="onDamage">Is told of a record that is damaged.</param>
/// <param name="patience">The clock of who waits for the index; the system's, unless a test moves it.</param>
internal sealed class SearchConnections(
    string journal, IndexProgress progress, Func<IndexSources?> sources, Action<DamagedRecordException> onDamage,
    TimeProvider? patience = null) : IDisposable
{
    private const int Max = 4;

    // For who asks while the receiver starts. An index that can't be opened is no reason to wait for longer.
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(Max);
    private readonly ConcurrentBag<SearchConnection> _idle = [];
    private volatile bool _isClosed;

    /// <summary>Runs a search on a thread of the pool.</summary>
    /// <exception cref="JournalUnavailableException">The file can't be read.</exception>
    public async ValueTask<T> UseAsync<T>(Func<SearchConnection, T> search, CancellationToken cancellationToken)
    {
        if (sources() is not null && !progress.FirstOpened.IsCompleted)
        {
            await Task.WhenAny(
                progress.FirstOpened, Task.Delay(PatienceAtStart, patience ?? TimeProvider.System, cancellationToken));
        }

        await _free.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Use(search, cancellationToken), cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        // Whoever searches still closes what it has.
        _isClosed = true;
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private T Use<T>(Func<SearchConnection, T> search, CancellationToken cancellationToken)
    {
        if (_isClosed || sources() is not { } current)
        {
            throw new JournalUnavailableException(
                _isClosed ? "The journal is closed: the receiver is stopping." : "The journal isn't open.");
        }

        SearchConnection? connection = null;
        try
        {
            connection = Take((current.Generation, progress.Generation));
            T found;
            using (cancellationToken.Register(connection.Interrupt))
            {
                found = search(connection);
            }

            connection.End();
            if (!_isClosed)
            {
                _idle.Add(connection);
                connection = null;
            }

            return found;
        }
        catch (SqliteFailureException e) when (e.Code == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SqliteFailureException e)
        {
            throw new JournalUnavailableException(
                connection?.IsOfIndex(e) == true
                    ? e.IndexSentence(IndexFile.PathOf(journal)) : e.Sentence(journal), e);
        }
        catch (DamagedRecordException e)
        {
            onDamage(e);
            throw new JournalUnavailableException(SqliteFailureException.CorruptionSentence(journal), e);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private SearchConnection Take((int Journal, int Index) generation)
    {
        while (_idle.TryTake(out var connection))
        {
            if (connection.Generation == generation)
            {
                return connection;
            }

            connection.Dispose();
        }

        return new SearchConnection(journal, generation);
    }
}
