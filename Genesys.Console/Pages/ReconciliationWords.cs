using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>How a window of reconciliation stands, in words.</summary>
internal static class ReconciliationWords
{
    public static string State(ReconciliationWindow window) => window switch
    {
        { Problem: not null } => "not compared",
        { CheckedAt: null } => "waits",
        { Missing: 0, Incomplete: 0, Late: 0 } => "nothing lost",
        { Missing: 0, Incomplete: 0 } => "all came, some late",
        _ => "events are missing",
    };

    public static string Tone(ReconciliationWindow window) => window switch
    {
        { Problem: not null } => "bad",
        { CheckedAt: null } => "wait",
        { Missing: 0, Incomplete: 0 } => "good",
        _ => "bad",
    };
}
