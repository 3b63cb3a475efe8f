using System.Buffers;

namespace Genesys.Receiver.Intake;

/// <summary>
/// A body's bytes in a buffer from the shared pool. It grows as bytes arrive, never by what a caller declares: 10,000 connections that declare
/// 1 MB each and send nothing hold 160 MB, not 10 GB.
/// </summary>
public sealed class PooledBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);

    /// <summary>Bytes read so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was read. Gone when this is disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>Reads to the end of a stream.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>False when the stream holds more than the limit; the first bytes are kept.</returns>
    public async ValueTask<bool> ReadAsync(Stream source, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Length == _buffer.Length)
            {
                Grow();
            }

            // One byte over the limit is asked for, to tell a body that ends there from one that goes on.
            var room = (int)Math.Min(_buffer.Length - Length, limit + 1L - Length);
            var read = await source.ReadAsync(_buffer.AsMemory(Length, room), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return true;
            }

            Length += read;
            if (Length > limit)
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        Length = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
