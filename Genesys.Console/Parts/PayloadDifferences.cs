using System.Text.RegularExpressions;

namespace Genesys.Console.Parts;

/// <summary>What a payload that failed has that one that went well hasn't.</summary>
internal static partial class PayloadDifferences
{
    // They differ in every two events.
    private static readonly string[] AlwaysOthers =
        ["id", "time", "timestamp", "eventTime", "conversationId", "conversation_id", "participantId", "sessionId"];

    /// <returns>A note for each place in <paramref name="failed"/>; empty when one of the two isn't kept.</returns>
    public static IReadOnlyDictionary<string, string> Between(string? failed, string? good)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (failed is null || good is null)
        {
            return notes;
        }

        var others = JsonLines.Values(good);
        var own = JsonLines.Values(failed);
        foreach (var (pointer, line) in own)
        {
            if (AlwaysOthers.Contains(pointer[(pointer.LastIndexOf('/') + 1)..], StringComparer.Ordinal))
            {
                continue;
            }

            if (!others.TryGetValue(pointer, out var other))
            {
                notes[pointer] = "not in the other";
            }
            else if (!string.Equals(WithoutIds(other), WithoutIds(line), StringComparison.Ordinal))
            {
                notes[pointer] = "differs";
            }
        }

        foreach (var pointer in others.Keys.Where(pointer => !own.ContainsKey(pointer)))
        {
            notes[pointer] = "only in the other";
        }

        return notes;
    }

    // A topic's name has its conversation's id within.
    private static string WithoutIds(string value) => AnId().Replace(value, "*");

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex AnId();
}
