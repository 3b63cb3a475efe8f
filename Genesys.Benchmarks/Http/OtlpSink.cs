using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Genesys.Benchmarks.Http;

/// <summary>
/// A live end of OTLP (http/protobuf): takes what is exported, and <c>GET /</c> says how much that was and how the
/// journal's commits did. All that a collector does beyond that would be measured as the receiver's.
/// </summary>
internal sealed class OtlpSink
{
    public const string Name = "otlp-sink";

    private const string CommitDuration = "genesys.journal.commit.duration";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Requests, long Bytes)> _taken = new(StringComparer.Ordinal);
    private HistogramPoint _commits = HistogramPoint.None;

    public static void Run(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var sink = new OtlpSink();
        app.MapPost("/v1/{signal}", sink.TakeAsync);
        app.MapGet("/", sink.Tell);
        app.Run();
    }

    private async Task TakeAsync(HttpContext context, string signal)
    {
        var body = new ArrayBufferWriter<byte>();
        await context.Request.BodyReader.CopyToAsync(new BufferStream(body), context.RequestAborted);
        var commits = signal == "metrics" ? ExportedMetrics.FindHistogram(body.WrittenMemory, CommitDuration) : null;
        lock (_lock)
        {
            var (requests, bytes) = _taken.GetValueOrDefault(signal);
            _taken[signal] = (requests + 1, bytes + body.WrittenCount);
            _commits = commits ?? _commits;
        }

        // An empty message says that everything was taken.
        context.Response.ContentType = "application/x-protobuf";
        context.Response.ContentLength = 0;
    }

    /// <summary>
    /// One line for a script: commits, buckets of their durations, then requests and bytes by signal.
    /// </summary>
    private string Tell()
    {
        lock (_lock)
        {
            var signals = _taken.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(
                    pair =>
                        string.Create(
                            CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value.Requests}/{pair.Value.Bytes}"));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{_commits.Count} {string.Join(',', _commits.Bounds)} {string.Join(',', _commits.Counts)} {string.Join(' ', signals)}\n");
        }
    }

    private sealed class BufferStream(ArrayBufferWriter<byte> buffer) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => buffer.WrittenCount;

        public override long Position { get => buffer.WrittenCount; set => throw new NotSupportedException(); }

        public override void Write(byte[] array, int offset, int count) => buffer.Write(array.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
        {
            buffer.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] array, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
