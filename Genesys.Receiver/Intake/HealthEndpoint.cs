using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Genesys.Receiver.Intake.Authentication;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Intake;

/// <summary>
/// <c>GET /health</c>: 200 while events can be taken (<c>Healthy</c>, or <c>Degraded</c> when CloudWatch or Genesys
/// Cloud is away), 503 when the journal can't write or the service drains. The body names each dependency with its
/// state; what is wrong with it, and what to do, is told to an operator who may read, or to everyone when no operator
/// is configured and events are taken from everyone too.
/// </summary>
internal static class HealthEndpoint
{
    /// <summary>Maps <c>/health</c> and <c>/alive</c>.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(
            ServiceDefaultsExtensions.HealthPath, new HealthCheckOptions { ResponseWriter = WriteAsync })
            .WithMetadata(AdmissionPolicy.Exempt);
        app.MapAliveEndpoint().WithMetadata(AdmissionPolicy.Exempt);
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        var body = new ArrayBufferWriter<byte>();
        await using (var writer = new Utf8JsonWriter(
            body, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, report, context.TraceIdentifier, await MayReadDetailsAsync(context));
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static async ValueTask<bool> MayReadDetailsAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var operators = services.GetRequiredKeyedService<IAuthenticator>(AdmissionPolicy.Operators);
        return operators.Challenge is null
            ? services.GetRequiredService<IAuthenticator>().Challenge is null
            : (await operators.AuthenticateAsync(context.Request.Headers, context.RequestAborted)).MayRead;
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
