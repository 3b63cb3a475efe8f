namespace Genesys.AppHost.Journal;

/// <summary>A PostgreSQL that is installed on this machine.</summary>
/// <param name="Bin">The folder with <c>initdb</c> and <c>postgres</c>.</param>
/// <param name="User">Whom the server runs as; none: whoever started the AppHost.</param>
internal sealed record PostgresInstallation(string Bin, string? User)
{
    private const string ServerUser = "postgres";

    /// <summary>
    /// Where packages put it that don't put it on the PATH: Debian, Red Hat, Homebrew (Apple silicon, Intel),
    /// Postgres.app.
    /// </summary>
    private static readonly string[] Patterns =
        [
            "/usr/lib/postgresql/*", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql*", "/usr/local/opt/postgresql*",
            "/Applications/Postgres.app/Contents/Versions/*"];

    /// <param name="bin">Journal:PostgresBin; none: the PATH, then the usual places, the newest version first.</param>
    /// <param name="problems">Grows by a sentence that says what to install or set when there is none.</param>
    public static PostgresInstallation? Find(string? bin, List<string> problems)
    {
        if (OperatingSystem.IsWindows())
        {
            problems.Add("Journal:Server=Local starts PostgreSQL with a Unix shell. On Windows use "
                + "Journal:Server=Container or set ConnectionStrings:journal.");
            return null;
        }

        var folder = (bin is { Length: > 0 } ? [bin] : OnThePath().Concat(InUsualPlaces())).FirstOrDefault(HasPrograms);
        if (folder is null)
        {
            problems.Add(bin is { Length: > 0 }
                ? "Journal:PostgresBin has to be the folder of PostgreSQL's programs initdb and postgres; they are not "
                    + "there."
                : "Journal:Server=Local starts the machine's own PostgreSQL, and its initdb was not found. Install it "
                    + "(Debian, Ubuntu: apt-get install postgresql; "
                    + "Fedora: dnf install postgresql-server; macOS: brew install postgresql), or set "
                    + "Journal:PostgresBin to the folder of initdb and postgres.");
            return null;
        }

        // The server refuses to run as root; its package made a user for it.
        if (Environment.IsPrivilegedProcess
            && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith(ServerUser + ":", StringComparison.Ordinal)))
        {
            problems.Add("PostgreSQL refuses to run as root, and this machine has no user postgres to run it as. "
                + "Start the AppHost as another user than root.");
        }

        return new PostgresInstallation(folder, Environment.IsPrivilegedProcess ? ServerUser : null);
    }

    private static string[] OnThePath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> InUsualPlaces() => Patterns
        .Where(pattern => Directory.Exists(Path.GetDirectoryName(pattern)))
        .SelectMany(pattern => Directory.GetDirectories(Path.GetDirectoryName(pattern)!, Path.GetFileName(pattern))
            .OrderDescending(
                StringComparer.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    System.Globalization.CompareOptions.NumericOrdering)))
        .Select(folder => Path.Combine(folder, "bin"));

    private static bool HasPrograms(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
