using System.Buffers.Binary;

namespace Genesys.MockGenesys.Determinism;

/// <summary>
/// UUIDs in the form of version 4 whose first 32 bits are a moment in Unix seconds and whose rest comes from a seeded
/// stream. The moment keeps a second run with the same seed from repeating the ids of the first, which a receiver would
/// rightly call duplicates.
/// </summary>
internal static class SeededIds
{
    /// <summary>The next id of <paramref name="random"/>, stamped with <paramref name="moment"/>.</summary>
    public static string Next(Random random, DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked((uint)moment.ToUnixTimeSeconds()));
        return Format(bytes);
    }

    /// <summary>The id that a name always has.</summary>
    public static string Of(string name)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomStreams.FromText(name).NextBytes(bytes);
        return Format(bytes);
    }

    /// <summary>The moment in an id's first 32 bits, or null when <paramref name="id"/> isn't a UUID.</summary>
    public static DateTimeOffset? MomentOf(string id)
    {
        if (!Guid.TryParseExact(id, "D", out var uuid))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes));
    }

    private static string Format(Span<byte> bytes)
    {
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
