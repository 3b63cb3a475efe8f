using System.Buffers;
using System.IO.Compression;

namespace Genesys.MockCloudWatch.Wire;

/// <summary>
/// A request's body in a buffer that goes back to its pool, as it came and as it reads: agents may send it with
/// <c>Content-Encoding: gzip</c>.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>
    /// Most bytes of a body, also once inflated. The largest batch is 1 MiB; JSON can write each of its bytes as six
    /// (<c>\u0000</c>), and 10,000 events have names and braces around them.
    /// </summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    private byte[] _bytes;
    private byte[]? _inflated;

    private RequestBody(byte[] bytes, int length) =>
        (_bytes, Raw, Content) = (bytes, bytes.AsMemory(0, length), bytes.AsMemory(0, length));

    /// <summary>What was sent, and signed.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>What it says.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ApiException">It is too large, or broke off.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            var (bytes, length) = await ReadAsync(request.Body, request.ContentLength ?? 0, cancellation);
            return new RequestBody(bytes, length);
        }
        catch (BadHttpRequestException broken)
        {
            throw broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge()
                : new ApiException("BadRequestException", "The request is malformed.");
        }
    }

    /// <summary>Inflates <see cref="Content"/> when the request says that it is compressed.</summary>
    /// <exception cref="ApiException">It isn't gzip, or is too large.</exception>
    public async Task InflateAsync(string? encoding, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (!encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
        {
            throw ApiException.Serialization();
        }

        try
        {
            await using var gzip = new GZipStream(
                new MemoryStream(_bytes, 0, Raw.Length, writable: false), CompressionMode.Decompress);
            (_inflated, var length) = await ReadAsync(gzip, Raw.Length * 4L, cancellation);
            Content = _inflated.AsMemory(0, length);
        }
        catch (InvalidDataException)
        {
            throw ApiException.Serialization();
        }
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        if (_inflated is not null)
        {
            ArrayPool<byte>.Shared.Return(_inflated);
            _inflated = null;
        }
    }

    private static async Task<(byte[] Bytes, int Length)> ReadAsync(
        Stream stream, long expected, CancellationToken cancellation)
    {
        var bytes = ArrayPool<byte>.Shared.Rent((int)Math.Min(expected, 1 << 20) + 1024);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(bytes.AsMemory(length), cancellation);
                if (read == 0)
                {
                    return (bytes, length);
                }

                length += read;
                if (length > MaxBytes)
                {
                    throw TooLarge();
                }

                if (length == bytes.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
                    bytes.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(bytes);
                    bytes = larger;
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    private static ApiException TooLarge() =>
        new("RequestEntityTooLargeException", "The request body is too large.", StatusCodes.Status413PayloadTooLarge);
}
