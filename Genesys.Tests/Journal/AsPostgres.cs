using Genesys.Drills.Processes;

namespace Genesys.Tests.Journal;

/// <summary>
/// Runs PostgreSQL's programs and PgBouncer, which refuse to run as root: then as their user, and in a folder of its.
/// </summary>
internal static class AsPostgres
{
    private static readonly bool IsRoot = Environment.UserName == "root";

    public static async Task<DirectoryInfo> CreateFolderAsync(string prefix)
    {
        var folder = Directory.CreateTempSubdirectory(prefix);
        if (IsRoot)
        {
            await RunningProcess.RunAsync("chown", ["postgres", folder.FullName]);
        }

        return folder;
    }

    public static RunningProcess Start(string path, params IEnumerable<string> arguments) => IsRoot
        ? RunningProcess.Start("runuser", ["-u", "postgres", "--", path, .. arguments])
        : RunningProcess.Start(path, arguments);
}
