using System.Text.Json;
using System.Text.Json.Serialization;

namespace Genesys.Receiver.Journal.Records;

/// <summary>A delivery's history as text: one JSON object per line, so that an operator can read it in the store itself.</summary>
internal static partial class Rounds
{
    // A reason is a word or a sentence; what is longer is cut, for it is kept once per round.
    private const int MaxReason = 500;

    public static string Write(Round round) =>
        JsonSerializer.Serialize(
            round.Reason.Length <= MaxReason ? round : round with { Reason = round.Reason[..MaxReason] },
            RoundsContext.Default.Round) + "\n";

    public static IReadOnlyList<Round> Read(string? lines) =>
        lines is null ? [] :
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize(line, RoundsContext.Default.Round)!),
        ];

    [JsonSerializable(typeof(Round))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    private sealed partial class RoundsContext : JsonSerializerContext;
}
