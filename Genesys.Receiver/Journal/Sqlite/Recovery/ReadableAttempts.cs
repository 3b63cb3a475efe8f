using System.Text.Json;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Recovery;

/// <summary>
/// The attempts of a history that can be read. No checksum covers a history: one that is damaged would stop the journal
/// that it was saved to.
/// </summary>
internal static class ReadableAttempts
{
    /// <summary>The lines that are attempts, as they are; null for none.</summary>
    public static string? Of(string? lines)
    {
        var kept = string.Concat(
            (lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(IsAttempt)
                .Select(line => line + '\n'));
        return kept.Length == 0 ? null : kept;
    }

    private static bool IsAttempt(string line)
    {
        try
        {
            return AttemptHistory.Read(line) is [{ Reason: not null }];
        }
        catch (Exception e) when (e is JsonException or DamagedRecordException)
        {
            return false;
        }
    }
}
