using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Records;

/// <summary>What a delivery or an anomaly is found by.</summary>
internal enum SearchId
{
    Event = 1,
    Conversation = 2,
    Request = 3,
    Trace = 4,
    FailureGroup = 5,
    AnomalyGroup = 6,
}

/// <summary>
/// Texts as 64 bits of their SHA-256, so that senders can't make many share one. A match is a hint that the record
/// itself confirms.
/// </summary>
internal static class SearchHash
{
    public static long Of(SearchId kind, string text) => Of(kind, Encoding.UTF8.GetBytes(text));

    /// <param name="kind">What the text is: the same text as another thing has another hash.</param>
    /// <param name="text">The text in UTF-8.</param>
    public static long Of(SearchId kind, ReadOnlySpan<byte> text)
    {
        var buffer = text.Length < 256 ? stackalloc byte[256] : new byte[text.Length + 1];
        buffer[0] = (byte)kind;
        text.CopyTo(buffer[1..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Sha256.Of(buffer[..(text.Length + 1)], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>A failure group's number.</summary>
    public static long OfFailure(string reason, int status, string topic, string? destination) =>
        Of(SearchId.FailureGroup, $"{reason}\0{status}\0{topic}\0{destination}");

    /// <summary>An anomaly group's number.</summary>
    public static long OfAnomaly(AnomalyKind kind, string path, string code) =>
        Of(SearchId.AnomalyGroup, $"{kind}\0{path}\0{code}");

    /// <summary>A group's number as it stands in a URL.</summary>
    public static string ToText(long group) => group.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static bool TryParse(string text, out long group) =>
        long.TryParse(
            text, System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture, out group)
        && text.Length == 16;
}
