namespace Genesys.Receiver.Processing;

/// <summary>The words for what became of a delivery after an attempt, on spans.</summary>
internal static class SettlementWords
{
    /// <summary>Done.</summary>
    public const string Completed = "completed";

    /// <summary>Given back; the attempt doesn't count.</summary>
    public const string Released = "released";

    /// <summary>A delayed retry is due later.</summary>
    public const string Rescheduled = "rescheduled";

    /// <summary>Waits for an operator.</summary>
    public const string DeadLettered = "dead_lettered";

    /// <summary>Inline mode: its sender keeps it.</summary>
    public const string Forgotten = "forgotten";

    /// <summary>Another worker has it.</summary>
    public const string LeaseLost = "lease_lost";
}
