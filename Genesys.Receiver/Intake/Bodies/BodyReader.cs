using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Genesys.Receiver.Intake.Bodies;

/// <summary>Reads a request's body within the limits of size, time, type and encoding.</summary>
internal sealed class BodyReader(IOptions<IntakeOptions> options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimerCallback CancelRead = reader => ((PipeReader)reader!).CancelPendingRead();

    private readonly IntakeOptions _options = options.Value;

    /// <summary>Reads a JSON body into <paramref name="body"/>, inflated when that is configured.</summary>
    /// <exception cref="ConnectionResetException">The caller is gone.</exception>
    public async ValueTask<BodyReading> ReadAsync(HttpContext context, PooledBody body)
    {
        var encoding = context.Request.Headers.ContentEncoding;
        var reading = IsIdentity(encoding) ? await ReadToEndAsync(context, context.Request.BodyReader, body)
            : Inflate(context.Request.Body, encoding) is { } inflated ? await InflateAsync(context, body, inflated)
            : BodyReading.UnsupportedEncoding;

        // Last: a caller that sends its body before it reads the answer gets its answer.
        return reading == BodyReading.Complete && !MediaType.IsJson(context.Request.ContentType)
            ? BodyReading.UnsupportedType
            : reading;
    }

    /// <summary>
    /// Reads a body to its end and keeps nothing of it: that of an unauthenticated caller may cost no memory.
    /// </summary>
    /// <exception cref="ConnectionResetException">The caller is gone.</exception>
    public ValueTask<BodyReading> DiscardAsync(HttpContext context) =>
        ReadToEndAsync(context, context.Request.BodyReader, null);

    private async ValueTask<BodyReading> InflateAsync(HttpContext context, PooledBody body, Stream inflated)
    {
        var source = PipeReader.Create(inflated);
        try
        {
            return await ReadToEndAsync(context, source, body);
        }
        finally
        {
            await source.CompleteAsync();
        }
    }

    private async ValueTask<BodyReading> ReadToEndAsync(HttpContext context, PipeReader source, PooledBody? body)
    {
        if (context.Request.ContentLength > _options.MaxBodyBytes)
        {
            return BodyReading.TooLarge;
        }

        if (context.Request.ContentLength is null
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // Kestrel's own limit would end the connection in its own words; the reading keeps ours.
            size.MaxRequestBodySize = null;
        }

        // Before the first byte: an authenticated caller that sends nothing counts too.
        if (body?.TryReserve() == false)
        {
            return BodyReading.OutOfMemory;
        }

        try
        {
            var reading = ReadToEndAsync(source, body, source != context.Request.BodyReader, context.RequestAborted);

            // Most bodies are here with their headers: a timer for each would be cost without use.
            return reading.IsCompletedSuccessfully ? reading.Result : await InTimeAsync(source, reading);
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode switch
            {
                StatusCodes.Status408RequestTimeout => BodyReading.TooSlow,
                StatusCodes.Status413PayloadTooLarge => BodyReading.TooLarge,
                _ => BodyReading.Malformed,
            };
        }
        catch (Exception exception) when (IsMalformed(exception) && !context.RequestAborted.IsCancellationRequested)
        {
            return BodyReading.Malformed;
        }
    }

    private async ValueTask<BodyReading> ReadToEndAsync(
        PipeReader source, PooledBody? body, bool inflates, CancellationToken cancellationToken)
    {
        var length = 0L;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await source.ReadAsync(cancellationToken);
            }
            catch (Exception e) when (inflates && e is InvalidDataException or InvalidOperationException)
            {
                // The latter is what brotli's stream throws, alone of all.
                return BodyReading.BrokenEncoding;
            }

            var buffer = read.Buffer;

            // One byte over the limit is kept, to tell a body that ends there from one that goes on.
            var fits =
                body?.TryAppend(buffer.Slice(0, Math.Min(buffer.Length, _options.MaxBodyBytes + 1L - length))) ?? true;
            length += buffer.Length;
            source.AdvanceTo(buffer.End);
            if (!fits)
            {
                return BodyReading.OutOfMemory;
            }

            if (length > _options.MaxBodyBytes)
            {
                return BodyReading.TooLarge;
            }

            if (read.IsCompleted)
            {
                return BodyReading.Complete;
            }

            if (read.IsCanceled)
            {
                return BodyReading.TooSlow;
            }
        }
    }

    /// <summary>
    /// Ends a reading when its time is over, or when the service stops: who stalls would hold the drain.
    /// </summary>
    private async ValueTask<BodyReading> InTimeAsync(PipeReader source, ValueTask<BodyReading> reading)
    {
        // Disposed asynchronously: a callback that ran later would cancel the reading of the connection's next request.
        var timer = time.CreateTimer(CancelRead, source, _options.BodyTimeout, Timeout.InfiniteTimeSpan);
        await using (timer)
        {
            var stopping = lifetime.ApplicationStopping.UnsafeRegister(
                static reader => ((PipeReader)reader!).CancelPendingRead(), source);
            await using (stopping)
            {
                return await reading;
            }
        }
    }

    // Kestrel wraps what it makes of an impossible chunk length in an exception without a status. A lost connection is
    // no fault of the body.
    private static bool IsMalformed(Exception exception) =>
        exception is (IOException and not ConnectionResetException) or OverflowException or FormatException;

    private static bool IsIdentity(StringValues encoding) =>
        encoding.Count == 0
        || (encoding is [{ } only]
            && (only.Length == 0 || only.Equals("identity", StringComparison.OrdinalIgnoreCase)));

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
