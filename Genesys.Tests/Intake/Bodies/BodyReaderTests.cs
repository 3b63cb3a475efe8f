using System.IO.Compression;
using System.IO.Pipelines;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Intake.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Intake.Bodies;

public sealed class BodyReaderTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly PooledBody _body = new(new BodyBudget(long.MaxValue));

    public void Dispose()
    {
        _body.Dispose();
        _lifetime.Stopping.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(100_000)]
    public async Task BodyWithinTheLimit_IsReadWhole(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);

        Assert.Equal(
            BodyReading.Complete,
            await Reader(100_000).ReadAsync(Request(PipeReader.Create(new MemoryStream(bytes))), _body));
        Assert.Equal(bytes, _body.Bytes.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(16 * 1024)]
    [InlineData(99_999)]
    public async Task BodyOverTheLimit_IsReadOneByteBeyondIt(int limit)
    {
        Assert.Equal(
            BodyReading.TooLarge,
            await Reader(limit).ReadAsync(Request(PipeReader.Create(new MemoryStream(new byte[100_000]))), _body));
        Assert.Equal(limit + 1, _body.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3L)]
    [InlineData(4_096L)]
    [InlineData(100_000L)]
    public async Task BodyThatStalls_IsTooSlowAfterBodyTimeout_WhateverItsLength(long? declared)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("{"u8.ToArray(), Cancel);
        var reading = Reader(100_000).ReadAsync(Request(pipe.Reader, declared), _body).AsTask();

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(BodyReading.TooSlow, await reading);
    }

    [Fact]
    public async Task BodyThatStalls_IsTooSlowWhenTheServiceStops()
    {
        var pipe = new Pipe();
        var reading = Reader(100_000).DiscardAsync(Request(pipe.Reader)).AsTask();

        await _lifetime.Stopping.CancelAsync();

        Assert.Equal(BodyReading.TooSlow, await reading);
    }

    [Fact]
    public async Task ReadingThatEndedInTime_LeavesTheNextOneAlone()
    {
        var pipe = new Pipe();
        var context = Request(pipe.Reader);
        var reading = Reader(100_000).ReadAsync(context, _body).AsTask();
        await pipe.Writer.CompleteAsync();
        Assert.Equal(BodyReading.Complete, await reading);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(pipe.Reader.TryRead(out var next));
        Assert.False(next.IsCanceled);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task BodyThatIsntWhatItsEncodingSays_IsToldSo(string encoding)
    {
        var bytes = new byte[10_000];
        new Random(1).NextBytes(bytes);
        var whole = Compress(bytes, encoding);
        Assert.Equal(BodyReading.Complete, await ReadAsync(whole));
        Assert.Equal(BodyReading.BrokenEncoding, await ReadAsync("no such encoding"u8.ToArray()));
        Assert.Equal(BodyReading.BrokenEncoding, await ReadAsync([.. Enumerable.Repeat((byte)0xff, 100)]));

        // What ends too early is read as far as it goes: then its JSON isn't whole.
        Assert.Equal(BodyReading.Complete, await ReadAsync(whole[..(whole.Length / 2)]));

        async Task<BodyReading> ReadAsync(byte[] sent)
        {
            using var body = new PooledBody(new BodyBudget(long.MaxValue));
            var context = Request(PipeReader.Create(new MemoryStream(sent)));
            context.Request.Body = new MemoryStream(sent);
            context.Request.Headers.ContentEncoding = encoding;
            return await Reader(100_000).ReadAsync(context, body);
        }
    }

    /// <summary>A body in one of the encodings that are taken.</summary>
    internal static byte[] Compress(byte[] bytes, string encoding)
    {
        var compressed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest),
            _ => new BrotliStream(compressed, CompressionLevel.Fastest),
        })
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }

    private BodyReader Reader(int limit) => new(
        Options.Create(new IntakeOptions { MaxBodyBytes = limit, Decompress = true }), _lifetime, _time);

    private static DefaultHttpContext Request(PipeReader body, long? length = null)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Piped(body));
        context.Request.ContentType = "application/json";
        context.Request.ContentLength = length;
        return context;
    }

    private sealed record Piped(PipeReader Reader) : IRequestBodyPipeFeature;

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationTokenSource Stopping { get; } = new();

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => Stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => Stopping.Cancel();
    }
}
