using System.Buffers;
using System.Text.Json;
using Genesys.Receiver.Admin;
using Genesys.Receiver.Intake;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Telemetry;

/// <summary>
/// <c>GET /health</c>: 200 while events can be taken (<c>Healthy</c>, or <c>Degraded</c> when CloudWatch or Genesys Cloud is away), 503 when the
/// journal can't write or the service drains. The body names each dependency with its state; what is wrong with it, and what to do, is told to whoever shows
/// an admin key, or to everyone when no admin key is configured and events are taken from everyone too.
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
        var body = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, report, context.TraceIdentifier, MayReadDetails(context));
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    private static bool MayReadDetails(HttpContext context)
    {
        var services = context.RequestServices;
        var keys = services.GetRequiredService<AdminKeys>();
        return keys.IsRequired
            ? keys.AreShownBy(context.Request)
            : services.GetRequiredService<IOptions<IntakeOptions>>().Value.Auth.Mode is null or CallerAuthMode.None;
    }

    private static void Write(Utf8JsonWriter writer, HealthReport report, string requestId, bool withDetails)
    {
        writer.WriteStartObject();
        writer.WriteString("status"u8, report.Status.ToString());
        writer.WriteStartObject("checks"u8);
        foreach (var (name, entry) in report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(name);
            writer.WriteString("status"u8, entry.Status.ToString());
            if (withDetails && entry.Description is { Length: > 0 } description)
            {
                writer.WriteString("description"u8, description);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteString("requestId"u8, requestId);
        writer.WriteEndObject();
    }
}
