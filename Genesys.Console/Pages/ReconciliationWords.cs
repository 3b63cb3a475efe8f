using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>How a window of reconciliation stands, in words.</summary>
internal static class ReconciliationWords
{
    public static string State(ReconciliationWindow window) => window switch
    {
        { Problem: not null } => "couldn't be compared",
        { CheckedAt: null } => "not compared yet",
        { Known: 0, Missing: 0, Incomplete: 0, Late: 0, NotExpected: 0 } => "no conversation began in it",
        { Known: 0, Missing: 0, Incomplete: 0, Late: 0 } => "nothing was expected of it",
        { Missing: 0, Incomplete: 0, Late: 0 } => "nothing lost",
        { Missing: 0, Incomplete: 0 } => "all came, some late",
        _ => "events are missing",
    };

    /// <summary>What a comparison counted; before the first there is nothing, which isn't none.</summary>
    public static string Count(ReconciliationWindow window, int count) =>
        window.CheckedAt is null ? "–" : Words.Count(count);

    public static string Tone(ReconciliationWindow window) => window switch
    {
        { Problem: not null } => "bad",
        { CheckedAt: null } => "wait",
        { Known: 0, Missing: 0, Incomplete: 0, Late: 0 } => "", // nothing was there to be lost
        { Missing: 0, Incomplete: 0 } => "good",
        _ => "bad",
    };
}
