using System.CommandLine;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Soak;

/// <summary>
/// <c>soak --minutes 4 --receivers 1 --limit 300</c>: real receivers against the mock's rate limit at more
/// conversations than it allows, with outages: every event processed once, hardly a 429, no herd.
/// </summary>
internal static class SoakCommand
{
    public static Command Create()
    {
        var minutes = Options.Number("--minutes", "Minutes of load.", 4, 0.1, 10_000);
        var receivers = Options.Number("--receivers", "Receivers on the one limit.", 1, 1, 16);
        var limit = Options.Number("--limit", "Requests a minute that Genesys Cloud allows.", 300, 1, 1_000_000);
        var conversations = new Option<double?>("--conversations")
        {
            Description = "New conversations a second [default: twice what is allowed]"
        };
        var events = Options.Number("--events", "Events of each conversation.", 8, 1, 1_000);
        var length = Options.Number(
            "--length", "Seconds over which a conversation's events come.", 20, 0.0, 86_400);
        var otherClient = Options.Number(
            "--other-client",
            "Requests a second of another client with the same credentials, which never looks at the limit.",
            0, 0.0, 10_000);
        var faults = new Option<bool>("--faults")
        {
            Description = "Whether Genesys Cloud fails in between.",
            DefaultValueFactory = _ => true
        };
        var postgres = Options.Postgres();
        var command = new Command("soak", "Receivers at twice Genesys Cloud's rate limit, with outages.")
        {
            minutes, receivers, limit, conversations, events, length, otherClient, faults, postgres,
        };
        command.SetAction(async (parsed, cancellationToken) => await new SoakDrill(new SoakSettings
        {
            Minutes = parsed.GetValue(minutes),
            Receivers = parsed.GetValue(receivers),
            Limit = parsed.GetValue(limit),
            Conversations = parsed.GetValue(conversations),
            Events = parsed.GetValue(events),
            Length = parsed.GetValue(length),
            OtherClient = parsed.GetValue(otherClient),
            Faults = parsed.GetValue(faults),
            Postgres = parsed.GetValue(postgres),
        }).RunAsync(cancellationToken) ? 0 : 1);
        return command;
    }
}
