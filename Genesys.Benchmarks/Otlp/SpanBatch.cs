using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Genesys.Benchmarks.Otlp;

/// <summary>
/// Encodes export requests of spans as an SDK would send them: ten spans a trace, eight attributes a span, five of them text and three numbers.
/// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
/// </summary>
internal sealed class SpanBatch(int seed)
{
    private const int SpansOfATrace = 10;

    // Numbers of the fields in their messages.
    private const int ResourceAttribute = 1;
    private const int SpanAttribute = 9;

    private static readonly (byte[] Key, byte[] Value)[] _texts =
    [
        .. new[] { ("http.request.method", "POST"), ("url.scheme", "http"), ("server.address", "receiver.internal"), ("http.route", "/eventbridge/subscription") }
            .Select(pair => (Encoding.UTF8.GetBytes(pair.Item1), Encoding.UTF8.GetBytes(pair.Item2))),
    ];

    private static readonly byte[][] _numbers = [.. new[] { "http.response.status_code", "server.port", "http.request.body.size" }.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[] _idKey = "genesys.event.id"u8.ToArray();
    private static readonly byte[][] _names = [.. Enumerable.Range(0, SpansOfATrace).Select(i => Encoding.UTF8.GetBytes($"step {i} of the delivery"))];

    private readonly Random _random = new(seed);
    private readonly byte[] _trace = new byte[16];
    private readonly byte[] _root = new byte[8];
    private byte[] _buffer = new byte[512 * 1024];
    private int _length;
    private long _next;

    /// <summary>An ExportTraceServiceRequest in protobuf with <paramref name="count"/> new spans that ended now.</summary>
    public byte[] Next(int count, DateTimeOffset now)
    {
        _length = 0;
        var request = Open(1);
        var resource = Open(1);
        Attribute(ResourceAttribute, "service.name"u8, "load"u8);
        Attribute(ResourceAttribute, "service.instance.id"u8, Encoding.UTF8.GetBytes(seed.ToString(CultureInfo.InvariantCulture)));
        Close(resource);
        var scope = Open(2);
        var name = Open(1);
        Bytes(1, "Genesys.Benchmarks"u8);
        Close(name);
        for (var i = 0; i < count; i++)
        {
            Span(now.ToUnixTimeMilliseconds() * 1_000_000);
        }

        Close(scope);
        Close(request);
        return _buffer.AsSpan(0, _length).ToArray();
    }

    private void Span(long now)
    {
        var step = (int)(_next++ % SpansOfATrace);
        Span<byte> id = stackalloc byte[8];
        _random.NextBytes(id);
        if (step == 0)
        {
            _random.NextBytes(_trace);
            id.CopyTo(_root);
        }

        var span = Open(2);
        Bytes(1, _trace);
        Bytes(2, id);
        if (step > 0)
        {
            Bytes(4, _root);
        }

        Bytes(5, _names[step]);
        Varint(6, 2);
        Fixed64(7, now - 5_000_000 - step);
        Fixed64(8, now);
        foreach (var (key, value) in _texts)
        {
            Attribute(SpanAttribute, key, value);
        }

        Span<byte> text = stackalloc byte[36];
        Guid.NewGuid().TryFormat(text, out _);
        Attribute(SpanAttribute, _idKey, text);
        foreach (var key in _numbers)
        {
            var attribute = Open(SpanAttribute);
            Bytes(1, key);
            var value = Open(2);
            Varint(3, 200);
            Close(value);
            Close(attribute);
        }

        Close(span);
    }

    private void Attribute(int field, ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        var attribute = Open(field);
        Bytes(1, key);
        var value = Open(2);
        Bytes(1, text);
        Close(value);
        Close(attribute);
    }

    /// <summary>Begins a message; its length is filled in by <see cref="Close"/>, in three bytes whatever it is.</summary>
    private int Open(int field)
    {
        Room(8);
        _buffer[_length++] = (byte)((field << 3) | 2);
        _length += 3;
        return _length;
    }

    private void Close(int start)
    {
        var length = _length - start;
        _buffer[start - 3] = (byte)(length | 0x80);
        _buffer[start - 2] = (byte)((length >> 7) | 0x80);
        _buffer[start - 1] = (byte)(length >> 14);
    }

    private void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length + 8);
        _buffer[_length++] = (byte)((field << 3) | 2);
        _buffer[_length++] = (byte)bytes.Length;
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Varint(int field, int value)
    {
        Room(8);
        _buffer[_length++] = (byte)(field << 3);
        for (; value >= 0x80; value >>= 7)
        {
            _buffer[_length++] = (byte)(value | 0x80);
        }

        _buffer[_length++] = (byte)value;
    }

    private void Fixed64(int field, long value)
    {
        Room(12);
        _buffer[_length++] = (byte)((field << 3) | 1);
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), value);
        _length += 8;
    }

    private void Room(int bytes)
    {
        if (_length + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
    }
}
