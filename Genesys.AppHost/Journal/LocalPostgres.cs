using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.AppHost.Journal;

/// <summary>
/// A PostgreSQL of this run alone, from the machine's own programs: <c>initdb</c>, then <c>postgres</c>.
/// </summary>
internal static class LocalPostgres
{
    /// <summary>
    /// Arguments: the server's folder, the programs' folder, and whom the server runs as (empty: the one who runs
    /// this).
    /// </summary>
    private const string InitScript =
        """
        set -eu
        folder=$1; bin=$2; as=$3
        mkdir -p "$folder"
        if [ -n "$as" ]; then chown "$as" "$folder"; as="setpriv --reuid=$as --regid=$(id -g "$as") --clear-groups"; fi
        chmod 700 "$folder"
        printf '%s' "$POSTGRES_PASSWORD" | $as sh -c 'umask 077; cat > "$1"' sh "$folder/password"
        $as "$bin/initdb" -D "$folder/data" -U postgres --pwfile="$folder/password" -A scram-sha-256 -E UTF8 --locale=C --no-sync
        $as rm "$folder/password"
        printf 'CREATE DATABASE journal' | $as "$bin/postgres" --single -D "$folder/data" postgres
        """;

    /// <summary>
    /// The same arguments. All resources are asked to end at once, and TERM would make PostgreSQL wait for its
    /// clients: it ends by INT, after a pause in
    /// which the receivers end. Its log goes to the standard output: the dashboard shows the other one as errors.
    /// </summary>
    private const string ServeScript =
        """
        set -eu
        folder=$1; bin=$2; as=$3
        if [ -n "$as" ]; then as="setpriv --reuid=$as --regid=$(id -g "$as") --clear-groups"; fi
        $as "$bin/postgres" -D "$folder/data" -c listen_addresses=localhost -c unix_socket_directories= 2>&1 &
        server=$!
        trap 'sleep 1.5; kill -INT $server' TERM INT
        wait $server || true
        wait $server
        """;

    public static (IResourceBuilder<ExecutableResource> Server, IResourceBuilder<ConnectionStringResource> Connection)
        AddLocalPostgres(
            this IDistributedApplicationBuilder builder, PostgresInstallation installation, ScratchFolder scratch)
    {
        if (installation.User is not null)
        {
            scratch.LetOthersPassThrough();
        }

        var password = builder.AddParameter(
            "postgres-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true);
        string[] arguments = [Path.Combine(scratch.Path, "postgres"), installation.Bin, installation.User ?? ""];
        var init = builder.AddExecutable(
            "postgres-init", "/bin/sh", scratch.Path, ["-c", InitScript, "init", .. arguments])
            .WithEnvironment("POSTGRES_PASSWORD", password)
            .WithHiddenOnCompletion();
        var server = builder.AddExecutable(
            "postgres", "/bin/sh", scratch.Path, ["-c", ServeScript, "serve", .. arguments])
            .WithIconName("Database")
            // Not behind Aspire's proxy: that ends at once, before the receivers have written what they finished.
            .WithEndpoint(name: "tcp", scheme: "tcp", env: "PGPORT", isProxied: false)
            .WaitForCompletion(init);
        init.WithParentRelationship(server);

        var endpoint = server.GetEndpoint("tcp");
        var connection = ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Username=postgres;Password={password};Database=journal");
        builder.Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    "postgres", _ => new PostgresHealthCheck(connection), failureStatus: null, tags: null));
        return (server.WithHealthCheck("postgres"), builder.AddConnectionString("journal", connection));
    }
}
