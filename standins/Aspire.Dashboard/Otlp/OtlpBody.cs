using System.IO.Compression;

namespace Aspire.Dashboard.Otlp;

/// <summary>Why a body could not be read.</summary>
internal enum OtlpBodyError
{
    None,
    TooLarge,
    BrokenCompression,
    UnknownCompression,
}

/// <summary>Reads the body of an OTLP/HTTP request, never more of it than the limit.</summary>
internal static class OtlpBody
{
    public static async Task<(byte[] Body, OtlpBodyError Error)> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
        {
            return ([], OtlpBodyError.TooLarge);
        }

        switch (request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant())
        {
            case "" or "identity":
                return request.ContentLength is { } length
                    ? (await ReadExactAsync(request, (int)length), OtlpBodyError.None)
                    : await ReadToEndAsync(request.Body, maxBytes, request.HttpContext.RequestAborted);
            case "gzip":
                await using (var gzip = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true))
                {
                    try
                    {
                        return await ReadToEndAsync(gzip, maxBytes, request.HttpContext.RequestAborted);
                    }
                    catch (InvalidDataException)
                    {
                        return ([], OtlpBodyError.BrokenCompression);
                    }
                }

            default:
                return ([], OtlpBodyError.UnknownCompression);
        }
    }

    private static async Task<byte[]> ReadExactAsync(HttpRequest request, int length)
    {
        var body = GC.AllocateUninitializedArray<byte>(length);
        await request.Body.ReadExactlyAsync(body, request.HttpContext.RequestAborted);
        return body;
    }

    private static async Task<(byte[] Body, OtlpBodyError Error)> ReadToEndAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        var pool = System.Buffers.ArrayPool<byte>.Shared;
        var buffer = pool.Rent(64 * 1024);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                {
                    return (buffer.AsSpan(0, length).ToArray(), OtlpBodyError.None);
                }

                length += read;
                if (length > maxBytes)
                {
                    return ([], OtlpBodyError.TooLarge);
                }

                if (length == buffer.Length)
                {
                    var larger = pool.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    pool.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            pool.Return(buffer);
        }
    }
}
