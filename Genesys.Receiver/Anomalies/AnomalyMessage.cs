using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// Writes an anomaly as a log event's message: flat JSON of under 200 keys, so that Logs Insights finds each of them.
/// </summary>
internal sealed class AnomalyMessage(CloudWatchOptions options)
{
    // An Insights field is at most one key of 200; FindingLimits are 50 paths, and the rest is under 25.
    private const int MaxPaths = 50;

    // Quotes, backslashes and control characters are escaped all the same; CloudWatch Logs shows the rest as it is.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = Encoder };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>The log event of an anomaly, shortened to the limit when it is longer.</summary>
    /// <param name="timestamp">The log event's timestamp, in ms since 1970.</param>
    public LogEvent Write(LeasedAnomaly anomaly, long timestamp)
    {
        var record = anomaly.Record;
        Write(record, timestamp, record.MaskedPayload, record.ErrorDetails, record.ErrorPaths, truncated: false);
        if (_buffer.WrittenCount > options.MaxEventBytes)
        {
            Shorten(record, timestamp);
        }

        return new LogEvent(anomaly, timestamp, Encoding.UTF8.GetString(_buffer.WrittenSpan), _buffer.WrittenCount);
    }

    private void Shorten(AnomalyRecord record, long timestamp)
    {
        // What says least goes first: the payload's shape, then where the findings are, then what they are.
        Write(record, timestamp, "", record.ErrorDetails, record.ErrorPaths, truncated: true);
        if (_buffer.WrittenCount <= options.MaxEventBytes)
        {
            var payload = Cut(record.MaskedPayload, options.MaxEventBytes - _buffer.WrittenCount);
            Write(record, timestamp, payload, record.ErrorDetails, record.ErrorPaths, truncated: true);
            return;
        }

        Write(record, timestamp, "", "", [], truncated: true);
        var details = Cut(record.ErrorDetails, Math.Max(0, options.MaxEventBytes - _buffer.WrittenCount));
        Write(record, timestamp, "", details, [], truncated: true);
    }

    /// <summary>
    /// The longest beginning that takes at most <paramref name="bytes"/> as JSON; it never ends within a character.
    /// </summary>
    private static string Cut(string text, int bytes)
    {
        var (low, high) = (0, text.Length);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (JsonEncodedText.Encode(
                text.AsSpan(0, Boundary(text, middle)), Encoder).EncodedUtf8Bytes.Length <= bytes)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return text[..Boundary(text, low)];
    }

    private static int Boundary(string text, int length) =>
        length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;

    private void Write(
        AnomalyRecord record, long timestamp, string maskedPayload, string errorDetails,
        IReadOnlyList<string> errorPaths, bool truncated)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, WriterOptions);
        json.WriteStartObject();
        if (options.Metrics)
        {
            WriteMetrics(json, timestamp);
        }

        json.WriteNumber("timestamp"u8, timestamp);
        json.WriteString("requestId"u8, record.RequestId);
        json.WriteString("anomalyType"u8, AnomalyType.Of(record.Kind));
        json.WriteString("errorDetails"u8, errorDetails);
        json.WriteNumber("payloadSize"u8, record.PayloadSize);
        json.WriteString("maskedPayload"u8, maskedPayload);
        WriteText(json, "eventId"u8, record.EventId);
        WriteText(json, "source"u8, record.Source);
        WriteText(json, "schema"u8, record.Schema);
        json.WriteNumber("errorCount"u8, record.ErrorCount);
        json.WriteStartArray("errorPaths"u8);
        for (var index = 0; index < errorPaths.Count && index < MaxPaths; index++)
        {
            json.WriteStringValue(errorPaths[index]);
        }

        json.WriteEndArray();
        json.WriteNumber("statusCode"u8, record.StatusCode);
        WriteText(json, "traceId"u8, Links.TraceOf(record.TraceParent));
        json.WriteString("receivedAt"u8, record.ReceivedAt.UtcDateTime);
        if (truncated)
        {
            json.WriteBoolean("truncated"u8, true);
        }

        json.WriteEndObject();
    }

    /// <summary>
    /// The Embedded Metric Format,
    /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html:
    /// one count with one dimension of six values, so that it costs at most six metrics.
    /// </summary>
    private void WriteMetrics(Utf8JsonWriter json, long timestamp)
    {
        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, timestamp);
        json.WriteStartArray("CloudWatchMetrics"u8);
        json.WriteStartObject();
        json.WriteString("Namespace"u8, options.MetricsNamespace);
        json.WriteStartArray("Dimensions"u8);
        json.WriteStartArray();
        json.WriteStringValue("anomalyType"u8);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
        json.WriteStartObject();
        json.WriteString("Name"u8, "anomalies"u8);
        json.WriteString("Unit"u8, "Count"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("anomalies"u8, 1);
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
