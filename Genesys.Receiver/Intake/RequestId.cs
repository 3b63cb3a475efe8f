using System.Diagnostics.CodeAnalysis;

namespace Genesys.Receiver.Intake;

/// <summary>Ids of requests.</summary>
internal static class RequestId
{
    /// <summary>A random UUID, version 4 (RFC 9562), in 36 characters.</summary>
    [SuppressMessage(
        "Security",
        "CA5394",
        Justification = "Nothing hangs on that a request id can't be guessed, and Guid.NewGuid asks the system for "
            + "each: "
            + "0.5 µs against 0.02.")]
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
