using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>Makes the key of an event that was read.</summary>
internal static class BusinessKeys
{
    private static readonly Slot[] Hashed =
    [
        Slot.Account, Slot.Source, Slot.EventType, Slot.ConversationId, Slot.ParticipantId, Slot.SessionId,
        Slot.CorrelationId,
    ];

    /// <summary>
    /// The key; null without a <c>CorrelationId</c>, and for all topics but those of conversation details: events of
    /// the others, as audits, may share all that is hashed and be different ones.
    /// </summary>
    public static BusinessKey? Of(ref EventReader reader)
    {
        var captures = reader.Captures;
        if (!captures.Has(Slot.EventTime) || !captures.TryGet(Slot.CorrelationId, out var correlation)
            || TextForm.AllBlank(reader.Raw(correlation), correlation.Escaped))
        {
            return null;
        }

        var length = 0;
        foreach (var slot in Hashed)
        {
            length += sizeof(int) + (captures.TryGet(slot, out var token) ? token.Length : 0);
        }

        byte[]? rented = null;
        var buffer = length <= 1024 ? stackalloc byte[1024] : rented = ArrayPool<byte>.Shared.Rent(length);
        var written = 0;
        foreach (var slot in Hashed)
        {
            // Lengths are part of what is hashed, so that no two different lists of texts read the same.
            var size = reader.CopyTo(slot, buffer[(written + sizeof(int))..]);
            BinaryPrimitives.WriteInt32LittleEndian(buffer[written..], size);
            written += sizeof(int) + Math.Max(0, size);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Sha256.Of(buffer[..written], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return new BusinessKey(captures.EventTime, BinaryPrimitives.ReadInt64LittleEndian(hash));
    }
}
