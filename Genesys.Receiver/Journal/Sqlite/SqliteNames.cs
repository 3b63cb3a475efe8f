using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The files of an open journal by their names: the file, its log and the log's index. SQLite looks at the names when
/// it opens them and never again, so a file that was removed, renamed or replaced since takes commits that no later run
/// finds.
/// </summary>
internal sealed class SqliteNames
{
    private readonly (string Path, byte[] Encoded, FileIdentity? Identity)[] _files;

    public SqliteNames(string path) => _files = [.. Of(path).Select(name =>
    {
        var encoded = FileIdentity.Encode(name);
        return (name, encoded, FileIdentity.Of(name, encoded));
    })];

    /// <summary>The name that no longer leads to the file that it led to; null when each does.</summary>
    public string? Lost
    {
        get
        {
            foreach (var (path, encoded, identity) in _files)
            {
                if (FileIdentity.Of(path, encoded) != identity)
                {
                    return path;
                }
            }

            return null;
        }
    }

    /// <summary>True while the journal's own name leads to the file that it led to.</summary>
    public bool IsSameFile => FileIdentity.Of(_files[0].Path, _files[0].Encoded) == _files[0].Identity;

    /// <summary>
    /// True when the journal may be opened again after all of its log is in the file: the file is the same, and what
    /// stands beside it isn't of another one.
    /// </summary>
    public bool MayReopen =>
        IsSameFile
            && _files.All(file => FileIdentity.Of(file.Path, file.Encoded) is not { } now || now == file.Identity);

    /// <summary>The journal's file, its log, and the log's index.</summary>
    public static IReadOnlyList<string> Of(string path) => [path, path + "-wal", path + "-shm"];
}
