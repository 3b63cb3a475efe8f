using System.Diagnostics;

namespace Genesys.Receiver.Intake;

/// <summary>Ids of requests.</summary>
internal static class RequestId
{
    /// <summary>A random UUID, version 4 (RFC 9562), in 36 characters.</summary>
    public static string New()
    {
        // A trace id's 16 random bytes: nothing hangs on that a request id can't be guessed, and Guid.NewGuid asks the system for each of them, 1.3 % of a
        // request's processor time.
        Span<byte> bytes = stackalloc byte[16];
        ActivityTraceId.CreateRandom().CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
