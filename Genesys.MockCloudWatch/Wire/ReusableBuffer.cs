using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.ObjectPool;

namespace Genesys.MockCloudWatch.Wire;

/// <summary>A buffer and a JSON writer on it, kept from call to call.</summary>
internal sealed class ReusableBuffer : IResettable, IDisposable
{
    private const int KeptCapacity = 1 << 20;

    private ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly Utf8JsonWriter _json;

    public ReusableBuffer() => _json = new Utf8JsonWriter(
        _bytes, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes the answer; flush it before reading <see cref="Written"/>.</summary>
    public Utf8JsonWriter Json => _json;

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _json.Reset(_bytes);
    }

    public void Dispose() => _json.Dispose();

    public bool TryReset()
    {
        if (_bytes.Capacity > KeptCapacity)
        {
            _bytes = new ArrayBufferWriter<byte>(1024);
        }

        Clear();
        return true;
    }
}
