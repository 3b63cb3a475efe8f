using System.Buffers;

namespace Genesys.Receiver.Intake;

/// <summary>
/// A body's bytes in a buffer from the shared pool. It grows as bytes arrive, never by what a caller declares, and only while the budget of all bodies lasts.
/// </summary>
public sealed class PooledBody(BodyBudget budget) : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = [];

    /// <summary>Bytes read so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was read. Gone when this is disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>Reads to the end of a stream.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns><see cref="BodyReading.Complete"/>, <see cref="BodyReading.TooLarge"/> or <see cref="BodyReading.NoRoom"/>; the bytes read so far are kept.</returns>
    public async ValueTask<BodyReading> ReadAsync(Stream source, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Length == _buffer.Length && !TryGrow())
            {
                return BodyReading.NoRoom;
            }

            // One byte over the limit is asked for, to tell a body that ends there from one that goes on.
            var room = (int)Math.Min(_buffer.Length - Length, limit + 1L - Length);
            var read = await source.ReadAsync(_buffer.AsMemory(Length, room), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return BodyReading.Complete;
            }

            Length += read;
            if (Length > limit)
            {
                return BodyReading.TooLarge;
            }
        }
    }

    public void Dispose()
    {
        Length = 0;
        Release(Interlocked.Exchange(ref _buffer, []));
    }

    private bool TryGrow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, _buffer.Length * 2));
        if (!budget.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        _buffer.AsSpan(0, Length).CopyTo(larger);
        Release(_buffer);
        _buffer = larger;
        return true;
    }

    private void Release(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            budget.Return(buffer.Length);
        }
    }
}
