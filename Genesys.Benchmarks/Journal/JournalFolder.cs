using Microsoft.Extensions.Configuration;

namespace Genesys.Benchmarks.Journal;

/// <summary>
/// Where a measurement has its journal's file: a temporary folder, which goes with it, or the one that
/// <c>--folder</c> names, which is its caller's and stays as it is left.
/// </summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _isTemporary;

    public JournalFolder(IConfiguration settings, string prefix)
    {
        _isTemporary = settings["folder"] is null;
        _folder = settings["folder"] is { } given
            ? Directory.CreateDirectory(given) : Directory.CreateTempSubdirectory(prefix);
    }

    /// <summary>The path of SQLite's file.</summary>
    public string Journal => Path.Combine(_folder.FullName, "journal.db");

    public void Dispose()
    {
        if (_isTemporary)
        {
            _folder.Delete(recursive: true);
        }
    }
}
