using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Genesys.AppHost.Journal;

/// <summary>Healthy when the server answers a query; that it takes connections says little behind a proxy.</summary>
internal sealed class PostgresHealthCheck(ReferenceExpression connectionString) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(await connectionString.GetValueAsync(cancellationToken))
            {
                Pooling = false,
                Timeout = 5
            };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
