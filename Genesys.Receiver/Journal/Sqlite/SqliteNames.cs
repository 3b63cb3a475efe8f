using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The files of an open journal by their names: the file, its log and the log's index. SQLite looks at the names when
/// it opens them and never again, so a file that was removed, renamed or replaced since takes commits that no later run
/// finds.
/// </summary>
internal sealed class SqliteNames
{
    private readonly Name[] _files;
    private readonly Name? _configured;

    /// <param name="path">The file's path.</param>
    /// <param name="configured">The path that was configured: the same, or one of a symbolic link to it.</param>
    public SqliteNames(string path, string configured)
    {
        // A file that was moved, with a link to it in its place, has left its log where no later run looks for it.
        _files = [.. Of(path).Select(name => new Name(name, followsLink: false))];
        _configured = configured == path ? null : new Name(configured, followsLink: true);
    }

    /// <summary>The name that no longer leads to the file that it led to; null when each does.</summary>
    public string? Lost
    {
        get
        {
            foreach (var name in _files)
            {
                if (!name.IsSame)
                {
                    return name.Path;
                }
            }

            return _configured is { IsSame: false } configured ? configured.Path : null;
        }
    }

    /// <summary>True while the journal's own name leads to the file that it led to.</summary>
    public bool IsSameFile => _files[0].IsSame && _configured is not { IsSame: false };

    /// <summary>
    /// True when the journal may be opened again after all of its log is in the file: the file is the same, and what
    /// stands beside it isn't of another one.
    /// </summary>
    public bool MayReopen => IsSameFile && Array.TrueForAll(_files, name => name.IsSame || name.Now is null);

    /// <summary>The journal's file, its log, and the log's index.</summary>
    public static IReadOnlyList<string> Of(string path) => [path, path + "-wal", path + "-shm"];

    private sealed class Name
    {
        private readonly byte[] _encoded;
        private readonly bool _followsLink;
        private readonly FileIdentity? _was;

        public Name(string path, bool followsLink)
        {
            (Path, _encoded, _followsLink) = (path, FileIdentity.Encode(path), followsLink);
            _was = Now;
        }

        public string Path { get; }

        public FileIdentity? Now => FileIdentity.Of(Path, _encoded, _followsLink);

        public bool IsSame => Now == _was;
    }
}
