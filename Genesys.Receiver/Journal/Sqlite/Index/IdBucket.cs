using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// The entries of one run whose hashes begin with the same bits: 12 bytes each, the hash and how far its key is behind
/// the run's first. About 256 of them, so that a bucket is read with one page or two, in whatever order they came.
/// </summary>
internal static class IdBucket
{
    private const int EntrySize = 12;

    /// <summary>Bits of a hash that tell the bucket, by the run's level.</summary>
    public static int Bits(int level) => level == 0 ? 8 : 14;

    /// <summary>The bucket that has a hash.</summary>
    public static int Of(long hash, int level) => (int)((ulong)hash >> (64 - Bits(level)));

    /// <summary>Row of a run's bucket.</summary>
    public static long Row(long run, int bucket) => (run << 20) | (uint)bucket;

    public static void Append(List<byte> entries, long hash, long offset)
    {
        Span<byte> entry = stackalloc byte[EntrySize];
        BinaryPrimitives.WriteInt64LittleEndian(entry, hash);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)offset);
        entries.AddRange(entry);
    }

    /// <summary>Adds the keys that a hash leads to.</summary>
    public static void Find(ReadOnlySpan<byte> entries, long hash, long firstKey, List<long> keys)
    {
        for (; entries.Length >= EntrySize; entries = entries[EntrySize..])
        {
            if (MemoryMarshal.Read<long>(entries) == hash)
            {
                keys.Add(firstKey + OffsetOf(entries));
            }
        }
    }

    /// <summary>Every entry.</summary>
    public static IEnumerable<(long Hash, long Offset)> Read(byte[] entries)
    {
        for (var at = 0; at + EntrySize <= entries.Length; at += EntrySize)
        {
            yield return (MemoryMarshal.Read<long>(entries.AsSpan(at)), OffsetOf(entries.AsSpan(at)));
        }
    }

    private static long OffsetOf(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
}
