using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>Reads a request's body within the limits of size, time and encoding.</summary>
public sealed class BodyReader(IOptions<IntakeOptions> options, TimeProvider time)
{
    private readonly IntakeOptions _options = options.Value;

    /// <summary>Reads a body into <paramref name="body"/>, inflated when that is configured.</summary>
    /// <exception cref="BadHttpRequestException">The connection broke HTTP's own rules, or is too slow for them.</exception>
    public async ValueTask<BodyReading> ReadAsync(HttpContext context, PooledBody body)
    {
        if (context.Request.ContentLength > _options.MaxBodyBytes)
        {
            return BodyReading.TooLarge;
        }

        if (Inflate(context.Request) is not { } source)
        {
            return BodyReading.UnsupportedEncoding;
        }

        // Kestrel's own limit would answer in its own words; the reading below keeps ours.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        if (context.Request.ContentLength is { } length && length <= WholeInOneRead)
        {
            // The bytes of a short body are here already with its headers, so that a timer for them would be cost without use.
            return await ReadAsync(body, source, context.RequestAborted).ConfigureAwait(false);
        }

        using var deadline = new CancellationTokenSource(_options.BodyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await ReadAsync(body, source, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return BodyReading.TooSlow;
        }
    }

    // Kestrel's minimum data rate bounds such a body to 5 s of grace and 4,096 / 240 s.
    private const int WholeInOneRead = 4096;

    private async ValueTask<BodyReading> ReadAsync(PooledBody body, Stream source, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(source, _options.MaxBodyBytes, cancellationToken).ConfigureAwait(false)
                ? BodyReading.Complete
                : BodyReading.TooLarge;
        }
        catch (InvalidDataException)
        {
            return BodyReading.BrokenEncoding;
        }
    }

    /// <summary>The body as it was before its encoding; null when the encoding isn't taken.</summary>
    private Stream? Inflate(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding;
        if (encoding.Count == 0 || (encoding is [{ } only] && (only.Length == 0 || only.Equals("identity", StringComparison.OrdinalIgnoreCase))))
        {
            return request.Body;
        }

        if (!_options.Decompress || encoding is not [{ } name])
        {
            return null;
        }

        return name.Trim().ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(request.Body, CompressionMode.Decompress),
            "DEFLATE" => new ZLibStream(request.Body, CompressionMode.Decompress),
            "BR" => new BrotliStream(request.Body, CompressionMode.Decompress),
            _ => null,
        };
    }
}

/// <summary>How the reading of a body ended.</summary>
public enum BodyReading
{
    /// <summary>All of it is there.</summary>
    Complete,

    /// <summary>It is longer than the limit.</summary>
    TooLarge,

    /// <summary>It didn't arrive in time.</summary>
    TooSlow,

    /// <summary>Its <c>Content-Encoding</c> isn't taken.</summary>
    UnsupportedEncoding,

    /// <summary>It isn't what its <c>Content-Encoding</c> says.</summary>
    BrokenEncoding,
}
