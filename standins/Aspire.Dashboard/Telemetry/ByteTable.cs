using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Aspire.Dashboard.Telemetry;

/// <summary>Gives the same object for the same bytes, so that what every batch repeats (resource, scope, span name) is kept once. Bounded; safe to share between threads.</summary>
/// <param name="create">Makes the object of bytes that are new; called once for each.</param>
/// <param name="limit">Distinct values that are kept. What comes after that gets <paramref name="overflow"/>'s object.</param>
/// <param name="overflow">The object for bytes that are one too many.</param>
internal sealed class ByteTable<T>(Func<byte[], T> create, int limit, Func<byte[], T> overflow)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<byte[], T> _values = new(ByteKeys.Instance);
    private long _overflowed;

    /// <summary>How many look-ups found the table full.</summary>
    public long Overflowed => Interlocked.Read(ref _overflowed);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Get(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var lookup = _values.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (lookup.TryGetValue(bytes, out var value))
            {
                return value;
            }

            var key = bytes.ToArray();
            if (_values.Count >= limit)
            {
                Interlocked.Increment(ref _overflowed);
                return overflow(key);
            }

            value = create(key);
            _values.Add(key, value);
            return value;
        }
    }

    public T[] ToArray()
    {
        lock (_lock)
        {
            return [.. _values.Values];
        }
    }

    private sealed class ByteKeys : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteKeys Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        // HashCode is seeded per process, so a sender cannot choose keys that collide.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        [SuppressMessage("Performance", "CA1822", Justification = "Part of the interface.")]
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
