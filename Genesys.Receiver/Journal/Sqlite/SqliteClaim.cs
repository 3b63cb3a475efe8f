using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Makes sure that no other receiver works on the file, by a lock on a file beside it: SQLite would let the other one
/// in, and events would be processed twice.
/// </summary>
internal sealed class SqliteClaim : IDisposable
{
    private readonly string _path;
    private readonly byte[] _encoded;
    private readonly FileStream _stream;
    private readonly FileIdentity? _identity;

    /// <exception cref="JournalUnavailableException">Another receiver has it, or the lock can't be made.</exception>
    public SqliteClaim(string journal)
    {
        _path = journal + ".lock";
        _encoded = FileIdentity.Encode(_path);
        try
        {
            DurableFolder.Create(Path.GetDirectoryName(journal)!);
            _stream = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            _identity = FileIdentity.Of(_path, _encoded);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException(
                e is IOException && File.Exists(_path)
                    ? $"The journal {journal} is in use by another receiver: stop it, or give this one a file of its own in ConnectionStrings:journal."
                    : $"The journal {journal} can't be opened: check that its folder exists and that this process may write there; "
                    + "the journal retries automatically.",
                e);
        }
    }

    /// <summary>Takes it for one that reads the journal while no receiver works on it.</summary>
    /// <param name="journal">The journal's full path.</param>
    /// <param name="claim">Null where there is no lock and none can be made, as on a disk that can only be read: no
    /// receiver works there.</param>
    /// <returns>False when a receiver has it.</returns>
    /// <exception cref="UnauthorizedAccessException">There is a lock, and it may not be opened.</exception>
    public static bool TryTakeToRead(string journal, out IDisposable? claim)
    {
        var path = journal + ".lock";
        claim = null;
        try
        {
            // One that wasn't there goes again: a copy of a journal has none.
            claim = File.Exists(path)
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None)
                : new FileStream(
                    path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !File.Exists(path))
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>False when the lock's name leads to another file, which another receiver can lock.</summary>
    public bool Holds => FileIdentity.Of(_path, _encoded) == _identity;

    public void Dispose() => _stream.Dispose();
}
