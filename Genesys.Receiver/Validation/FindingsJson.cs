using System.Text.Json;

namespace Genesys.Receiver.Validation;

/// <summary>
/// Findings as every answer writes them:
/// <c>"errors":[{"path":…,"code":…,"message":…,"byteOffset":…}],"errorCount":…</c>.
/// </summary>
internal static class FindingsJson
{
    /// <summary>Writes both members into the object that is open.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="count">How many findings there were, those that weren't kept included.</param>
    /// <param name="findings">The findings that were kept.</param>
    public static void Write(Utf8JsonWriter writer, int count, IReadOnlyList<Finding> findings)
    {
        writer.WriteStartArray("errors"u8);
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            writer.WriteStartObject();
            writer.WriteString("path"u8, finding.Path);
            writer.WriteString("code"u8, finding.Code);
            writer.WriteString("message"u8, finding.Message);
            if (finding.ByteOffset is { } offset)
            {
                writer.WriteNumber("byteOffset"u8, offset);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("errorCount"u8, count);
    }
}
