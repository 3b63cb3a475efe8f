using System.Text.Json;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Wire;

namespace Aspire.Dashboard.Api;

/// <summary>Takes a file of OTLP JSON: one export request, or several, each on its own line; plain, or as the telemetry API answers them.</summary>
internal static class OtlpImport
{
    /// <summary>Bytes of a file that are taken.</summary>
    public const long MaxBytes = 128 * 1024 * 1024;

    /// <summary>How many requests were taken, and the number of the first line that is none; 0 when all were.</summary>
    public static (int Taken, int BadLine) Take(OtlpIntake intake, ReadOnlySpan<byte> file)
    {
        file = file.StartsWith("\uFEFF"u8) ? file[3..] : file;
        if (TryTake(intake, file))
        {
            return (1, 0);
        }

        var (taken, line) = (0, 0);
        foreach (var range in file.Split((byte)'\n'))
        {
            line++;
            var text = file[range].Trim(" \r\t"u8);
            if (text.Length == 0)
            {
                continue;
            }

            if (!TryTake(intake, text))
            {
                return (taken, line);
            }

            taken++;
        }

        return (taken, taken == 0 ? 1 : 0);
    }

    private static bool TryTake(OtlpIntake intake, ReadOnlySpan<byte> json)
    {
        var member = FirstMember(json, out var value);
        if (member == "data")
        {
            return TryTake(intake, value);
        }

        OtlpSignal? signal = member switch
        {
            "resourceSpans" => OtlpSignal.Traces,
            "resourceLogs" => OtlpSignal.Logs,
            "resourceMetrics" => OtlpSignal.Metrics,
            _ => null,
        };
        return signal is { } known && JsonToWire.Convert(json, OtlpShapes.Of(known)) is { } message && !intake.Take(known, message).IsMalformed;
    }

    private static string? FirstMember(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> value)
    {
        value = default;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            {
                return null;
            }

            var name = reader.GetString();
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            value = json[start..(int)reader.BytesConsumed];
            return name;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
