namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Something that the writer's thread does for a caller: a part in the transaction, a part after its commit, an answer.
/// </summary>
internal abstract class SqliteWork
{
    /// <summary>True when it changes the file.</summary>
    public virtual bool Writes => true;

    /// <summary>
    /// True when its answer says of something that it is on disk, though it may have changed nothing.
    /// </summary>
    public virtual bool Confirms => false;

    /// <summary>Bytes that it adds to the transaction, about.</summary>
    public virtual int Bytes => 0;

    /// <summary>Changes the file; what is kept in memory stays as it is, for the transaction may fail.</summary>
    public abstract void Write();

    /// <summary>Changes what is kept in memory: the transaction is on disk.</summary>
    public abstract void Committed();

    /// <summary>Lets the caller go on.</summary>
    public abstract void Answer();

    /// <summary>Lets the caller go on: nothing was written.</summary>
    public abstract void Fail(JournalUnavailableException reason);
}
