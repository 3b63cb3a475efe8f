using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Genesys.Benchmarks.Http;

/// <summary>One point of an exported histogram.</summary>
/// <param name="Count">Measurements.</param>
/// <param name="Bounds">Upper bounds of all buckets but the last.</param>
/// <param name="Counts">Measurements in each bucket.</param>
internal sealed record HistogramPoint(long Count, double[] Bounds, long[] Counts)
{
    public static readonly HistogramPoint None = new(0, [], []);
}

/// <summary>
/// Finds a histogram in an <c>ExportMetricsServiceRequest</c>
/// (https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto).
/// </summary>
internal static class ExportedMetrics
{
    // resource_metrics, scope_metrics, metrics: fields on the way to a metric.
    private static readonly int[] Way = [1, 2, 2];

    /// <summary>The first data point of a histogram; null when it isn't there.</summary>
    public static HistogramPoint? FindHistogram(ReadOnlyMemory<byte> request, string name)
    {
        foreach (var metric in Descend(request, 0))
        {
            var isWanted = Messages(metric, 1).Any(text => Encoding.UTF8.GetString(text.Span) == name);
            if (isWanted
                && Messages(metric, 9).SelectMany(histogram => Messages(histogram, 1))
                    .FirstOrDefault() is { Length: > 0 } point)
            {
                return new HistogramPoint(
                    Fixed(point, 4),
                    MemoryMarshal.Cast<byte, double>(Messages(point, 7).FirstOrDefault().Span).ToArray(),
                    MemoryMarshal.Cast<byte, long>(Messages(point, 6).FirstOrDefault().Span).ToArray());
            }
        }

        return null;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Descend(ReadOnlyMemory<byte> message, int depth) =>
        depth == Way.Length ? [message] : Messages(message, Way[depth]).SelectMany(inner => Descend(inner, depth + 1));

    private static long Fixed(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(one => one.Field == field && one.Value.Length == sizeof(long))
            .Select(one => BinaryPrimitives.ReadInt64LittleEndian(one.Value.Span)).FirstOrDefault();

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(one => one.Field == field).Select(one => one.Value);

    // https://protobuf.dev/programming-guides/encoding/: a key of field number and wire type, then the value.
    private static IEnumerable<(int Field, ReadOnlyMemory<byte> Value)> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var start = at;
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += sizeof(long);
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    start = at;
                    at += length;
                    break;
                case 5:
                    at += sizeof(int);
                    break;
                default:
                    yield break;
            }

            yield return ((int)(key >> 3), message[start..at]);
        }
    }

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
