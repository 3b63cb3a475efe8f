using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Genesys.Drills.Stack;
using Npgsql;

namespace Genesys.Drills.Scale;

/// <summary>
/// <c>scale --receivers 1 2 4 --deliveries 20000 --latency 50 --postgres "…"</c>: a backlog of conversations of one
/// event each, and how fast N receivers on one database finish it when Genesys Cloud takes its time; each event must be
/// handed over once.
/// </summary>
internal static class ScaleCommand
{
    private const int Senders = 32;

    public static Command Create()
    {
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Connection string of a database that is emptied.",
            Required = true
        }.OfPostgres();
        var receivers = new Option<int[]>("--receivers")
        {
            Description = "How many receivers, for each run.",
            DefaultValueFactory = _ => [1, 2, 4],
            AllowMultipleArgumentsPerToken = true,
        };
        var deliveries = Options.Number("--deliveries", "Events of the backlog.", 20_000, 1, 10_000_000);
        var latency = Options.Number(
            "--latency", "Milliseconds that Genesys Cloud takes for an answer.", 50, 0, 60_000);
        var command = new Command(
            "scale",
            "Several receivers on one database: how fast they finish a backlog, and that each event is handed over "
                + "once.")
        {
            postgres, receivers, deliveries, latency,
        };
        command.SetAction(async (parsed, _) =>
        {
            if (await UnusableAsync(parsed.GetValue(postgres)!) is { } problem)
            {
                await Console.Error.WriteLineAsync(problem);
                return 2;
            }

            var isWhole = true;
            Console.WriteLine($"{"receivers",9} {"recorded/s",11} {"finished/s",11} {"missing",8} {"twice",8}");
            foreach (var count in parsed.GetValue(receivers)!)
            {
                isWhole &= await RunAsync(
                    count, parsed.GetValue(deliveries), TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
                    parsed.GetValue(postgres)!);
            }

            return isWhole ? 0 : 1;
        });
        return command;
    }

    private static async Task<bool> RunAsync(int count, int deliveries, TimeSpan latency, string postgres)
    {
        await EmptyAsync(postgres);
        var folder = Directory.CreateTempSubdirectory("scale-");
        using var cloudWatch = new Part("Genesys.MockCloudWatch", Path.Combine(folder.FullName, "cloudwatch.log"), []);
        using var genesys = new Part(
            "Genesys.MockGenesys", Path.Combine(folder.FullName, "genesys.log"), Receivers.Genesys());
        var receivers = Enumerable.Range(0, count).Select(number => new Part(
            "Genesys.Receiver",
            Path.Combine(folder.FullName, $"receiver-{number}.log"),
            Receivers.Environment(folder.FullName, number, postgres, genesys.Address, cloudWatch.Address))).ToList();
        try
        {
            Part[] all = [cloudWatch, genesys, .. receivers];
            foreach (var part in all)
            {
                part.Start();
                await part.ReadyAsync(default);
            }

            // While Genesys Cloud is away the backlog grows; then it is back, and takes its time.
            await FaultAsync(genesys, new { id = "away", kind = "outage", scope = "everything" });
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                Enumerable.Range(0, Senders)
                    .Select(sender => Task.Run(() => SendAsync(receivers, sender, deliveries))));
            var recorded = Stopwatch.GetElapsedTime(started);
            await FaultAsync(
                genesys, new { kind = "latency", latency = new { shape = "fixed", from = latency, to = latency } });
            using var _ = await genesys.Client.DeleteAsync(new Uri("/mock/faults/away", UriKind.Relative));
            var (finished, rate) = await FinishAsync(new AdminClient(receivers[0]), deliveries);
            var handedOver = HandedOver.Read(folder);
            var twice = handedOver.Values.Count(times => times > 1);
            Console.WriteLine(
                $"{count,9} {deliveries / recorded.TotalSeconds,11:n0} {rate,11:n0} {deliveries - handedOver.Count,8:n0} {twice,8:n0}");
            return finished && twice == 0 && handedOver.Count == deliveries;
        }
        finally
        {
            receivers.ForEach(receiver => receiver.Dispose());
        }
    }

    /// <summary>
    /// Waits until nothing is open; the rate is that of the middle of the way, without the circuit's first look and the
    /// last few.
    /// </summary>
    private static async Task<(bool Finished, double Rate)> FinishAsync(AdminClient journal, int deliveries)
    {
        var samples = new List<(double Seconds, long Open)>();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(5))
        {
            samples.Add(
                (Stopwatch.GetElapsedTime(started).TotalSeconds, (await journal.CountOpenAsync(default)).Deliveries));
            if (samples[^1].Open == 0)
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        var middle = samples.Where(sample => sample.Open < deliveries * 0.9 && sample.Open > deliveries * 0.1).ToList();
        return (samples[^1].Open == 0,
            middle.Count < 2 ? 0 : (middle[0].Open - middle[^1].Open) / (middle[^1].Seconds - middle[0].Seconds));
    }

    private static async Task SendAsync(List<Part> receivers, int sender, int deliveries)
    {
        for (var i = sender; i < deliveries; i += Senders)
        {
            var body = FlatEvent.Json(Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await receivers[i % receivers.Count].Client.PostAsync(Part.Subscription, content);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"A receiver answered {(int)answer.StatusCode}.");
            }
        }
    }

    private static async Task FaultAsync(Part genesys, object fault)
    {
        using var answer = await genesys.Client.PostAsJsonAsync(new Uri("/mock/faults", UriKind.Relative), fault);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A sentence when the database can't be connected to: that says nothing about the receivers.</summary>
    private static async Task<string?> UnusableAsync(string postgres)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(postgres);
            await using var connection = await source.OpenConnectionAsync();
            return null;
        }
        catch (NpgsqlException failure)
        {
            return $"The database of --postgres can't be connected to: {failure.Message}";
        }
    }

    private static async Task EmptyAsync(string postgres)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand("DROP SCHEMA IF EXISTS journal CASCADE");
        await command.ExecuteNonQueryAsync();
    }
}
