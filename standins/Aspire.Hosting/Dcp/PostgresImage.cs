using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// Runs the machine's own PostgreSQL in place of the image <c>postgres</c>. It takes the image's variables POSTGRES_USER, POSTGRES_PASSWORD and
/// POSTGRES_DB (https://hub.docker.com/_/postgres), and keeps its data for the run only.
/// </summary>
internal sealed class PostgresImage(RunFolder folder, EndpointAllocator endpoints)
{
    // The server refuses to run as root, as it does in the image: there, too, a script begins as root and goes on as postgres.
    private const string Script = """
        set -e
        data=$1 port=$2 bin=$3 user=${POSTGRES_USER:-postgres}
        mkdir -p "$data"
        as=
        if [ "$(id -u)" = 0 ]; then
          owner=postgres; id -u $owner >/dev/null 2>&1 || owner=nobody
          chown $owner "$data"
          as="setpriv --reuid=$owner --regid=$(id -g $owner) --clear-groups"
        fi
        chmod 700 "$data"
        if [ ! -s "$data/db/PG_VERSION" ]; then
          printf '%s' "$POSTGRES_PASSWORD" | $as sh -c 'umask 077; cat > "$1"' sh "$data/password"
          $as "$bin/initdb" -D "$data/db" -U "$user" --pwfile="$data/password" -A scram-sha-256 -E UTF8 --locale=C --no-sync >/dev/null
          $as rm "$data/password"
          database=${POSTGRES_DB:-$user}
          [ "$database" = postgres ] || printf 'CREATE DATABASE "%s"' "$database" | $as "$bin/postgres" --single -D "$data/db" postgres >/dev/null
        fi
        exec $as "$bin/postgres" -D "$data/db" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories=
        """;

    /// <summary>Whether this machine can run the container's image by itself.</summary>
    public static bool CanRun(IResource resource) =>
        resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image) && image.Image is "postgres" or "library/postgres" && Binaries is not null;

    public ProcessSpec Spec(IResource resource, string instanceId, IReadOnlyDictionary<string, string> environment, Action<string, bool> onLine)
    {
        var endpoint = resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault()
            ?? throw new DistributedApplicationException($"'{resource.Name}' has no endpoint for PostgreSQL to listen on.");
        var port = endpoints.PrivatePort(resource, endpoint, instanceId).ToString(CultureInfo.InvariantCulture);
        return new ProcessSpec("/bin/sh", ["-c", Script, "postgres", Path.Combine(folder.Path, instanceId), port, Binaries!], folder.Path, environment, onLine);
    }

    /// <summary>Folder of <c>postgres</c> and <c>initdb</c>: on the path, or where Debian, Fedora and Homebrew put them.</summary>
    private static string? Binaries { get; } = OperatingSystem.IsWindows() ? null
        : Programs.OnPath("initdb") is { } initdb ? Path.GetDirectoryName(initdb)
        : ((string[])["/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt"]).Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root))
            .Where(version => File.Exists(Path.Combine(version, "bin", "initdb")))
            .OrderDescending().Select(version => Path.Combine(version, "bin")).FirstOrDefault();
}
