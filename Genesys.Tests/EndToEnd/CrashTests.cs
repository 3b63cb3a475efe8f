using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Amazon.CloudWatchLogs.Model;
using Genesys.MockCloudWatch.Faults;
using Genesys.MockGenesys;
using Genesys.Tests.Journal;
using Genesys.Tests.MockCloudWatch;

namespace Genesys.Tests.EndToEnd;

/// <summary>
/// The promise itself: the receiver is killed again and again under load while Genesys Cloud and CloudWatch fail at
/// random; afterwards each event that was answered 200 has been handed over, and each one that was answered 400 is a
/// log event. <c>Genesys.Drills -- kill</c> is the long form.
/// </summary>
public sealed class CrashTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const int Kills = 2;
    private const int AnswersBetweenKills = 150;
    private const int Senders = 8;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("receiver-");
    private readonly MockCloudWatchServer _cloudWatch = new MockCloudWatchServer().Start();
    private MockGenesysApp _genesys = null!;

    public async ValueTask InitializeAsync() =>
        _genesys = await MockGenesysApp.StartAsync(
            new Dictionary<string, string?>
            {
                ["Mock:ClientId"] = "client",
                ["Mock:ClientSecret"] = "secret",
                ["Mock:RequestsPerMinute"] = "1000000",
                ["Mock:SlowShare"] = "0",
                ["Mock:TooManyRequestsShare"] = "0",
                ["Mock:UnavailableShare"] = "0.1",
            },
            cancellationToken: Cancel);

    public async ValueTask DisposeAsync()
    {
        await _genesys.DisposeAsync();
        await _cloudWatch.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public Task OnSqlite_ReceiverKilledUnderLoad_LosesNothingThatItAnswered() =>
        KillAsync(Path.Combine(_folder.FullName, "journal.db"), []);

    [Fact]
    public async Task OnPostgres_ReceiverKilledUnderLoad_LosesNothingThatItAnswered()
    {
        Assert.SkipWhen(PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");

        // What a killed receiver held is free when its leases end.
        await KillAsync(
            await cluster.CreateDatabaseAsync(),
            new() { ["Journal__Provider"] = "Postgres", ["Journal__LeaseDuration"] = "00:00:03" });
    }

    private async Task KillAsync(string journal, Dictionary<string, string> settings)
    {
        await _cloudWatch.AddFaultAsync(
            new Fault { Kind = FaultKind.Throttling, Operation = "PutLogEvents", Rate = 0.2 });
        await _cloudWatch.AddFaultAsync(new Fault { Kind = FaultKind.Reset, Rate = 0.1 });
        await _cloudWatch.AddFaultAsync(new Fault { Kind = FaultKind.ServiceUnavailable, Rate = 0.1 });
        var accepted = new ConcurrentBag<string>();
        var rejected = new ConcurrentBag<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var receiver = await StartAsync(journal, settings);
            var until = accepted.Count + rejected.Count + AnswersBetweenKills;
            var load = new Load(
                [receiver],
                [
                    .. Enumerable.Range(0, Senders).Select(_ => SendUntilGoneAsync(receiver, accepted, rejected)),
                ]);
            await load.UntilAsync(
                () => accepted.Count + rejected.Count >= until, $"{AnswersBetweenKills} answers");
            await load.KillAsync();
        }

        Assert.NotEmpty(accepted);
        Assert.NotEmpty(rejected);
        await _cloudWatch.ClearFaultsAsync();
        using var last = await StartAsync(journal, settings);
        await last.UntilAsync(() => !accepted.Except(HandedOver()).Any(), "every accepted event handed over");
        await last.UntilAsync(() => !rejected.Except(Logged()).Any(), "every rejected event logged");
    }

    private Task<RunningReceiver> StartAsync(string journal, Dictionary<string, string> settings) =>
        RunningReceiver.StartAsync(
        journal,
        new(settings)
        {
            ["CloudWatch__MaxDelay"] = "00:00:01",
            ["GENESYS_API_BASE"] = _genesys.Address.AbsoluteUri,
            ["GENESYS_LOGIN_BASE"] = _genesys.Address.AbsoluteUri,
            ["Genesys__SinkFile"] = Path.Combine(_folder.FullName, "conversations.ndjson"),
            ["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] = _cloudWatch.Address.AbsoluteUri,
            ["Processing__BaseDelay"] = "00:00:00.05",
            ["Processing__MaxJitter"] = "00:00:00.05",
        },
        Cancel);

    private static async Task SendUntilGoneAsync(
        RunningReceiver receiver, ConcurrentBag<string> accepted, ConcurrentBag<string> rejected)
    {
        for (var i = 0; ; i++)
        {
            var sent = new AnEvent().WithData("conversation_id", Guid.NewGuid().ToString());
            using var answer = await receiver.TrySendAsync(
                (i % 3 == 2 ? sent.Without("time") : sent).ToString(), Cancel);
            switch (answer?.StatusCode)
            {
                case HttpStatusCode.OK:
                    accepted.Add(sent.Id);
                    break;
                case HttpStatusCode.BadRequest:
                    rejected.Add(answer.Headers.GetValues("X-Request-Id").Single());
                    break;
                case null:
                    return;
                case HttpStatusCode.ServiceUnavailable:
                    // The sender keeps the event, as when a busy machine's database doesn't answer for a while.
                    break;
                default:
                    Assert.Fail($"Answered {answer.StatusCode}.");
                    break;
            }
        }
    }

    private List<string> HandedOver() => EventLines.IdsOf(_folder, "conversations");

    private HashSet<string> Logged()
    {
        using var logs = _cloudWatch.CreateLogsClient();
        var ids = new HashSet<string>();
        var request = new FilterLogEventsRequest { LogGroupName = "genesys-eventbridge-validation" };
        do
        {
            var page = logs.FilterLogEventsAsync(request, Cancel).GetAwaiter()
                .GetResult();
            ids.UnionWith(
                (page.Events ?? []).Select(
                    one => JsonElement.Parse(one.Message!).GetProperty("requestId").GetString()!));
            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);
        return ids;
    }
}
