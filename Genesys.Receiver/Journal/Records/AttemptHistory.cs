using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Genesys.Receiver.Journal.Records;

/// <summary>
/// A delivery's history as text: one JSON object per line, so that an operator can read it in the store itself.
/// </summary>
internal static partial class AttemptHistory
{
    // A reason is a word or a sentence. What is longer is cut, because it is kept once per attempt.
    private const int MaxReason = 500;

    public static string Write(AttemptEntry attempt) =>
        JsonSerializer.Serialize(
            attempt.Reason.Length <= MaxReason ? attempt : attempt with { Reason = attempt.Reason[..MaxReason] },
            AttemptContext.Default.AttemptEntry) + "\n";

    /// <summary>The attempts, oldest first.</summary>
    /// <exception cref="DamagedRecordException">The text isn't what was written.</exception>
    public static IReadOnlyList<AttemptEntry> Read(string? lines) =>
        lines is null ? [] :
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => Entry(Encoding.UTF8.GetBytes(line))),
        ];

    /// <summary>When the last attempt ended; null without one.</summary>
    public static DateTimeOffset? LastEnd(string? lines) =>
        lines is null ? null : LastEnd(Encoding.UTF8.GetBytes(lines));

    /// <summary>When the last attempt ended; null without one.</summary>
    public static DateTimeOffset? LastEnd(ReadOnlySpan<byte> lines)
    {
        lines = lines.TrimEnd((byte)'\n');
        return lines.IsEmpty ? null : Entry(lines[(lines.LastIndexOf((byte)'\n') + 1)..]).EndedAt;
    }

    /// <summary>How many attempts there were, and the outcome of the last: status and reason; empty for none.</summary>
    public static (int Count, int Status, string Reason) Last(ReadOnlySpan<byte> lines)
    {
        lines = lines.TrimEnd((byte)'\n');
        if (lines.IsEmpty)
        {
            return (0, 0, "");
        }

        try
        {
            var (status, reason) = LastOutcome(lines[(lines.LastIndexOf((byte)'\n') + 1)..]);
            return (lines.Count((byte)'\n') + 1, status, reason);
        }
        catch (Exception e) when (IsOfDamage(e))
        {
            throw Damaged();
        }
    }

    private static (int Status, string Reason) LastOutcome(ReadOnlySpan<byte> line)
    {
        var (status, reason) = (0, "");
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            if (reader.ValueTextEquals("statusCode"u8))
            {
                reader.Read();
                status = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                reader.Read();
                reason = reader.ValueTextEquals("completed"u8) ? "completed" : reader.GetString()!;
            }
        }

        return (status, reason);
    }

    private static AttemptEntry Entry(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AttemptContext.Default.AttemptEntry) ?? throw Damaged();
        }
        catch (Exception e) when (IsOfDamage(e))
        {
            throw Damaged();
        }
    }

    // What a JSON reader throws at text that isn't JSON, isn't Unicode, or has another type or number there.
    private static bool IsOfDamage(Exception e) => e is JsonException or InvalidOperationException or FormatException;

    private static DamagedRecordException Damaged() => new("A delivery's attempts are damaged.");

    [JsonSerializable(typeof(AttemptEntry))]
    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UseStringEnumConverter = true)]
    private sealed partial class AttemptContext : JsonSerializerContext;
}
