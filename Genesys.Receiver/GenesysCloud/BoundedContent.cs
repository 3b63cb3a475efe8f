using System.Buffers;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>Reads an answer's body up to a limit.</summary>
internal static class BoundedContent
{
    private const int ChunkSize = 32 * 1024;

    /// <summary>The bytes, decompressed; null when there are more than <paramref name="limit"/>.</summary>
    /// <exception cref="IOException">The connection broke before the end.</exception>
    /// <exception cref="HttpRequestException">The same, or the body breaks its framing.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(
        HttpContent content, int limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new ArrayBufferWriter<byte>(
            content.Headers.ContentLength is { } length and > 0 ? (int)length + 1 : 4096);
        while (true)
        {
            var free = buffer.GetMemory(buffer.FreeCapacity > 0 ? 0 : ChunkSize);
            var read = await stream.ReadAsync(free, cancellationToken);
            if (read == 0)
            {
                return buffer.WrittenMemory;
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > limit)
            {
                return null;
            }
        }
    }

    /// <summary>Reads the bytes to their end or to a limit, and keeps none of them.</summary>
    /// <exception cref="IOException">The connection broke before the end.</exception>
    /// <exception cref="HttpRequestException">The same, or the body breaks its framing.</exception>
    public static async ValueTask SkipAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit)
        {
            return;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            for (var left = limit; left >= 0;)
            {
                var read = await stream.ReadAsync(buffer, cancellationToken);
                if (read == 0)
                {
                    return;
                }

                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
