using System.Buffers;
using System.IO.Pipelines;

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

    /// <summary>Reads to the end of a body.</summary>
    /// <param name="source">The body.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns><see cref="BodyReading.Complete"/>, <see cref="BodyReading.TooLarge"/> or <see cref="BodyReading.NoRoom"/>; the bytes read so far are kept.</returns>
    public async ValueTask<BodyReading> ReadAsync(PipeReader source, int limit, CancellationToken cancellationToken)
    {
        // Before the first byte: who is let in and sends nothing counts too.
        if (!TryGrow(FirstSize))
        {
            return BodyReading.NoRoom;
        }

        while (true)
        {
            var read = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            var (buffer, isLast) = (read.Buffer, read.IsCompleted);
            // One byte over the limit is kept, to tell a body that ends there from one that goes on.
            var hasRoom = TryAppend(buffer.Slice(0, Math.Min(buffer.Length, limit + 1L - Length)));
            source.AdvanceTo(buffer.End);
            if (!hasRoom)
            {
                return BodyReading.NoRoom;
            }

            if (Length > limit)
            {
                return BodyReading.TooLarge;
            }

            if (isLast)
            {
                return BodyReading.Complete;
            }
        }
    }

    public void Dispose()
    {
        Length = 0;
        Release(Interlocked.Exchange(ref _buffer, []));
    }

    private bool TryAppend(ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            if (Length + segment.Length > _buffer.Length && !TryGrow(Length + segment.Length))
            {
                return false;
            }

            segment.Span.CopyTo(_buffer.AsSpan(Length));
            Length += segment.Length;
        }

        return true;
    }

    private bool TryGrow(int atLeast)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(atLeast, _buffer.Length * 2));
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
