using System.Text.Json;
using System.Text.Json.Serialization;

namespace Genesys.Receiver.Journal.Records;

/// <summary>A delivery's history as text: one JSON object per line, so that an operator can read it in the store itself.</summary>
internal static partial class AttemptHistory
{
    // A reason is a word or a sentence. What is longer is cut, because it is kept once per attempt.
    private const int MaxReason = 500;

    public static string Write(AttemptEntry attempt) =>
        JsonSerializer.Serialize(
            attempt.Reason.Length <= MaxReason ? attempt : attempt with { Reason = attempt.Reason[..MaxReason] },
            AttemptContext.Default.AttemptEntry) + "\n";

    public static IReadOnlyList<AttemptEntry> Read(string? lines) =>
        lines is null ? [] :
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize(line, AttemptContext.Default.AttemptEntry)!),
        ];

    [JsonSerializable(typeof(AttemptEntry))]
    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        UseStringEnumConverter = true)]
    private sealed partial class AttemptContext : JsonSerializerContext;
}
