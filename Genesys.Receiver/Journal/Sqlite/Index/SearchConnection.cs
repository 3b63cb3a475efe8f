using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>The journal and its index, opened for one search at a time.</summary>
internal sealed class SearchConnection : IDisposable
{
    public SearchConnection(string journal, (int Journal, int Index) generation)
    {
        Generation = generation;
        Journal = new JournalReader(journal);
        try
        {
            // There is none for a moment while it is made again.
            var path = IndexFile.PathOf(journal);
            Index = File.Exists(path)
                ? new SqliteReader(path)
                : throw new JournalUnavailableException("The journal's search index is being made.");
        }
        catch (SqliteFailureException e)
        {
            Journal.Dispose();
            throw new JournalUnavailableException(e.IndexSentence(IndexFile.PathOf(journal)), e);
        }
        catch
        {
            Journal.Dispose();
            throw;
        }
    }

    /// <summary>Which opening of the journal and of its index these are.</summary>
    public (int Journal, int Index) Generation { get; }

    public JournalReader Journal { get; }

    public SqliteReader Index { get; }

    /// <summary>Makes everything until <see cref="End"/> see both of one moment.</summary>
    public void Begin()
    {
        Index.Begin();
        Journal.Begin();
    }

    public void End()
    {
        Journal.End();
        Index.End();
    }

    /// <summary>True for a failure of the index, as against the journal's.</summary>
    public bool IsOfIndex(SqliteFailureException failure) =>
        (raw.sqlite3_errcode(Index.Handle) & 0xFF) == failure.Code;

    /// <summary>Ends what runs on another thread.</summary>
    public void Interrupt()
    {
        raw.sqlite3_interrupt(Journal.Handle);
        raw.sqlite3_interrupt(Index.Handle);
    }

    public void Dispose()
    {
        Journal.Dispose();
        Index.Dispose();
    }
}
