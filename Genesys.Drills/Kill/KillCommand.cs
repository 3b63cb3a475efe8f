using System.CommandLine;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Kill;

/// <summary>
/// <c>kill --times 200</c>: load on real receivers, and a <c>kill -9</c> at random moments, while CloudWatch and
/// Genesys Cloud fail at random; then everything that was answered is looked for.
/// </summary>
internal static class KillCommand
{
    public static Command Create()
    {
        var times = Options.Number("--times", "How often a receiver is killed.", 200, 1, 1_000_000);
        var receivers = Options.Number("--receivers", "Receivers at a time; more than one need PostgreSQL.", 1, 1, 16);
        var senders = Options.Number("--senders", "Requests at a time.", 16, 1, 1_000);
        var postgres = Options.Postgres();
        var folder = new Option<string?>("--folder")
        {
            Description = "Where journal, logs and conversations are left [default: a new temporary folder]",
        };
        var seed = new Option<int?>("--seed")
        {
            Description = "Of everything random but the load's own pace [default: drawn, and printed]"
        };
        var patience = Options.Number(
            "--patience", "Seconds that the end may take to finish what waits.", 120, 0, 86_400);
        var command = new Command(
            "kill", "Kills receivers under load (kill -9) and looks for everything that they answered.")
        {
            times, receivers, senders, postgres, folder, seed, patience,
        };
        command.Validators.Add(result =>
        {
            if (Options.Read(result, receivers) > 1 && result.GetValue(postgres) is null)
            {
                result.AddError("Several receivers share a PostgreSQL journal: add --postgres.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var drill = new KillDrill(new KillSettings
            {
                Times = parsed.GetValue(times),
                Receivers = parsed.GetValue(receivers),
                Senders = parsed.GetValue(senders),
                Postgres = parsed.GetValue(postgres),
                Folder = parsed.GetValue(folder),
                Seed = parsed.GetValue(seed) ?? Random.Shared.Next(1_000_000),
                Patience = TimeSpan.FromSeconds(parsed.GetValue(patience)),
            });
            return await drill.RunAsync(cancellationToken) ? 0 : 1;
        });
        return command;
    }
}
