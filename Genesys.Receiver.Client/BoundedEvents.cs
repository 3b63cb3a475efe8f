namespace Genesys.Receiver.Client;

/// <summary>A stream of server-sent events, none of which is longer than a bound: a parser keeps all of one.</summary>
/// <param name="inner">What is read; whoever gave it disposes of it.</param>
/// <param name="most">Bytes from one empty line to the next.</param>
/// <param name="silence">How long nothing may come; a comment is something.</param>
internal sealed class BoundedEvents(Stream inner, int most, SilenceLimit silence) : Stream
{
    private int _length;
    private bool _isLineEmpty = true;
    private bool _endedByReturn;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">An event is longer than the bound.</exception>
    /// <exception cref="IOException">Nothing came for too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await silence.WaitAsync(token => inner.ReadAsync(buffer, token), cancellationToken);
        Measure(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    // A line ends with \n, \r or both.
    private void Measure(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            _length++;
            if (one is not ((byte)'\n' or (byte)'\r'))
            {
                (_isLineEmpty, _endedByReturn) = (false, false);
            }
            else if (one == '\n' && _endedByReturn)
            {
                _endedByReturn = false;
            }
            else
            {
                _length = _isLineEmpty ? 0 : _length;
                (_isLineEmpty, _endedByReturn) = (true, one == '\r');
            }

            if (_length > most)
            {
                throw new InvalidDataException($"An event is longer than {most} bytes.");
            }
        }
    }
}
