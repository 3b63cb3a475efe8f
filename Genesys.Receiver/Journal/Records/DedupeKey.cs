using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Records;

/// <summary>
/// What makes two deliveries the same event: account, source, id and replay name, as the first 16 bytes of their
/// SHA-256. Senders can't make two events share one, which a faster hash wouldn't promise.
/// </summary>
internal static class DedupeKey
{
    /// <summary>Size of a key in bytes.</summary>
    public const int Size = 16;

    public static UInt128 Of(Delivery delivery)
    {
        // Lengths are part of what is hashed, so that no two different lists of texts read the same.
        var length = (4 * sizeof(int)) + (sizeof(char) * (delivery.Account.Length + delivery.Source.Length
            + delivery.EventId.Length + (delivery.ReplayName?.Length ?? 0)));
        byte[]? rented = null;
        var buffer = length <= 1024 ? stackalloc byte[1024] : rented = ArrayPool<byte>.Shared.Rent(length);
        var rest = buffer[..length];
        Append(ref rest, delivery.Account);
        Append(ref rest, delivery.Source);
        Append(ref rest, delivery.EventId);
        Append(ref rest, delivery.ReplayName);
        var key = First16(buffer[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return key;
    }

    /// <summary>A conversation of an account as 64 bits; never 0, which stands for no conversation.</summary>
    public static long OfConversation(string account, ConversationId? conversationId)
    {
        if (conversationId is not { Value: var id })
        {
            return 0;
        }

        var length = (2 * sizeof(int)) + (sizeof(char) * (account.Length + id.Length));
        byte[]? rented = null;
        var buffer = length <= 1024 ? stackalloc byte[1024] : rented = ArrayPool<byte>.Shared.Rent(length);
        var rest = buffer[..length];
        Append(ref rest, account);
        Append(ref rest, id);
        var key = (long)(ulong)First16(buffer[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return key == 0 ? 1 : key;
    }

    private static UInt128 First16(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Sha256.Of(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static void Append(ref Span<byte> rest, string? text)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, text?.Length ?? -1);
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        bytes.CopyTo(rest[sizeof(int)..]);
        rest = rest[(sizeof(int) + bytes.Length)..];
    }
}
