using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Genesys.Receiver.Intake;

/// <summary>Reads a request's body within the limits of size, time and encoding.</summary>
public sealed class BodyReader(IOptions<IntakeOptions> options, TimeProvider time)
{
    // Kestrel's minimum data rate bounds such a body to 5 s of grace and 4,096 / 240 s; its bytes are here already with its headers, so that a
    // timer for them would be cost without use.
    private const int WholeInOneRead = 4096;

    private readonly IntakeOptions _options = options.Value;

    /// <summary>Reads a body into <paramref name="body"/>, inflated when that is configured.</summary>
    /// <exception cref="BadHttpRequestException">The connection broke HTTP's own rules, or is too slow for them.</exception>
    public ValueTask<BodyReading> ReadAsync(HttpContext context, PooledBody body)
    {
        var encoding = context.Request.Headers.ContentEncoding;
        return !Admit(context) ? new(BodyReading.TooLarge)
            : IsIdentity(encoding) ? ReadAsync(context, body, context.Request.BodyReader)
            : Inflate(context.Request.Body, encoding) is { } inflated ? ReadInflatedAsync(context, body, inflated)
            : new(BodyReading.UnsupportedEncoding);
    }

    /// <summary>
    /// Reads a body to its end and keeps nothing of it: the caller, who is a stranger, sends it whole before it reads its answer, and it may cost
    /// no memory.
    /// </summary>
    /// <returns><see cref="BodyReading.Complete"/>, <see cref="BodyReading.TooLarge"/> or <see cref="BodyReading.TooSlow"/>.</returns>
    /// <exception cref="BadHttpRequestException">The connection broke HTTP's own rules, or is too slow for them.</exception>
    public async ValueTask<BodyReading> DiscardAsync(HttpContext context)
    {
        if (!Admit(context))
        {
            return BodyReading.TooLarge;
        }

        var body = context.Request.BodyReader;
        return IsWholeInOneRead(context)
            ? await DiscardAsync(body, context.RequestAborted).ConfigureAwait(false)
            : await InTimeAsync(context, stop => DiscardAsync(body, stop)).ConfigureAwait(false);
    }

    private ValueTask<BodyReading> ReadAsync(HttpContext context, PooledBody body, PipeReader source) => IsWholeInOneRead(context)
        ? body.ReadAsync(source, _options.MaxBodyBytes, context.RequestAborted)
        : ReadInTimeAsync(context, body, source);

    private ValueTask<BodyReading> ReadInTimeAsync(HttpContext context, PooledBody body, PipeReader source) =>
        InTimeAsync(context, stop => body.ReadAsync(source, _options.MaxBodyBytes, stop));

    private async ValueTask<BodyReading> ReadInflatedAsync(HttpContext context, PooledBody body, Stream inflated)
    {
        var source = PipeReader.Create(inflated);
        try
        {
            return await ReadAsync(context, body, source).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            return BodyReading.BrokenEncoding;
        }
        finally
        {
            await source.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<BodyReading> DiscardAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var length = 0L;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            length += read.Buffer.Length;
            body.AdvanceTo(read.Buffer.End);
            if (length > _options.MaxBodyBytes)
            {
                return BodyReading.TooLarge;
            }

            if (read.IsCompleted)
            {
                return BodyReading.Complete;
            }
        }
    }

    private bool Admit(HttpContext context)
    {
        if (context.Request.ContentLength > _options.MaxBodyBytes)
        {
            return false;
        }

        if (!IsWholeInOneRead(context))
        {
            // Kestrel's own limit would answer in its own words; the reading keeps ours.
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        }

        return true;
    }

    private async ValueTask<BodyReading> InTimeAsync(HttpContext context, Func<CancellationToken, ValueTask<BodyReading>> read)
    {
        using var deadline = new CancellationTokenSource(_options.BodyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await read(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return BodyReading.TooSlow;
        }
    }

    private static bool IsWholeInOneRead(HttpContext context) => context.Request.ContentLength <= WholeInOneRead;

    private static bool IsIdentity(StringValues encoding) =>
        encoding.Count == 0 || (encoding is [{ } only] && (only.Length == 0 || only.Equals("identity", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The body as it was before its encoding; null when the encoding isn't taken.</summary>
    private Stream? Inflate(Stream body, StringValues encoding)
    {
        if (!_options.Decompress || encoding is not [{ } name])
        {
            return null;
        }

        return name.Trim().ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(body, CompressionMode.Decompress),
            "DEFLATE" => new ZLibStream(body, CompressionMode.Decompress),
            "BR" => new BrotliStream(body, CompressionMode.Decompress),
            _ => null,
        };
    }
}
