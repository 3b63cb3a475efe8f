using System.Text.Json;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Telemetry;

/// <summary>
/// <c>GET /health</c>: 200 while events can be taken (<c>Healthy</c>, or <c>Degraded</c> when CloudWatch or Genesys Cloud is away), 503 when the
/// journal can't write or the service drains. The body names each dependency with its state and a sentence that says what to do.
/// </summary>
public static class HealthEndpoint
{
    /// <summary>Maps <c>/health</c> and <c>/alive</c>.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(ServiceDefaultsExtensions.HealthPath, new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapAliveEndpoint();
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("status"u8, report.Status.ToString());
        writer.WriteStartObject("checks"u8);
        foreach (var (name, entry) in report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(name);
            writer.WriteString("status"u8, entry.Status.ToString());
            if (entry.Description is { Length: > 0 } description)
            {
                writer.WriteString("description"u8, description);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteString("requestId"u8, context.TraceIdentifier);
        writer.WriteEndObject();
    }
}
