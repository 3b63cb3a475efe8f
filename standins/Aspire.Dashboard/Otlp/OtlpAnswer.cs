using System.Text;
using System.Text.Json;
using Aspire.Dashboard.Wire;

namespace Aspire.Dashboard.Otlp;

/// <summary>Bodies of answers, in the encoding that the sender used (https://opentelemetry.io/docs/specs/otlp/#otlphttp-response).</summary>
internal static class OtlpAnswer
{
    // google.rpc.Code, https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
    public const int InvalidArgument = 3;
    public const int ResourceExhausted = 8;
    public const int Unauthenticated = 16;

    /// <summary>An Export…ServiceResponse: empty when all was taken, else with its partial_success.</summary>
    public static byte[] Response(IntakeResult result)
    {
        if (result.Rejected == 0)
        {
            return [];
        }

        // All three have rejected_… = 1 and error_message = 2 in a partial_success = 1.
        var partial = new WireWriter();
        partial.WriteTag(1, WireType.Varint);
        partial.WriteVarint((ulong)result.Rejected);
        partial.WriteBytes(2, Encoding.UTF8.GetBytes(result.Reason));
        var response = new WireWriter();
        response.WriteBytes(1, partial.Written);
        return response.Written.ToArray();
    }

    public static byte[] JsonResponse(OtlpSignal signal, IntakeResult result) => result.Rejected == 0
        ? "{}"u8.ToArray()
        : Json(json =>
        {
            json.WriteStartObject("partialSuccess");
            json.WriteString(signal switch { OtlpSignal.Traces => "rejectedSpans", OtlpSignal.Logs => "rejectedLogRecords", _ => "rejectedDataPoints" }, result.Rejected.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("errorMessage", result.Reason);
            json.WriteEndObject();
        });

    /// <summary>A google.rpc.Status.</summary>
    public static byte[] Status(int code, string message)
    {
        var status = new WireWriter();
        status.WriteTag(1, WireType.Varint);
        status.WriteVarint((ulong)code);
        status.WriteBytes(2, Encoding.UTF8.GetBytes(message));
        return status.Written.ToArray();
    }

    public static byte[] JsonStatus(int code, string message) => Json(json =>
    {
        json.WriteNumber("code", code);
        json.WriteString("message", message);
    });

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
