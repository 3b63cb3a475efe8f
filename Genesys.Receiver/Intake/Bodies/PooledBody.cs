using System.Buffers;

namespace Genesys.Receiver.Intake.Bodies;

/// <summary>
/// A body's bytes in a buffer from the shared pool. It grows as bytes arrive, never by what a caller declares, and only
/// while the budget of all bodies lasts.
/// </summary>
internal sealed class PooledBody(BodyBudget budget) : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = [];

    /// <summary>Bytes read so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was read. Gone when this is disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>Takes the first buffer; false when the budget doesn't allow it.</summary>
    public bool TryReserve() => TryGrow(FirstSize);

    /// <summary>Adds bytes; false when the budget doesn't allow it, and then some of them may be missing.</summary>
    public bool TryAppend(in ReadOnlySequence<byte> bytes)
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

    public void Dispose()
    {
        Length = 0;
        Release(Interlocked.Exchange(ref _buffer, []));
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
