using System.Net;
using Genesys.Receiver.Client;
using Genesys.Tests.GenesysCloud;

namespace Genesys.Tests.EndToEnd;

/// <summary>
/// An outage leaves fifty dead letters in a receiver's process; an operator puts all of them back by one job.
/// </summary>
public sealed class ReplayTests : IDisposable
{
    private const int Count = 50;
    private const string Key = "an-operators-long-key";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("replay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AGroupOfFiftyDeadLetters_IsReplayedByOneJob_CountedAndAuditedByName()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(context, 410, "{}");
        using var receiver = await RunningReceiver.StartAsync(
            Path.Combine(_folder.FullName, "journal.db"),
            new()
            {
                ["GENESYS_API_BASE"] = genesys.Address,
                ["GENESYS_LOGIN_BASE"] = genesys.Address,
                ["Genesys__RequestsPerMinute"] = "1000000",
                ["Admin__Operators__alice__ApiKey"] = Key,
                ["Admin__Operators__alice__Role"] = "operator",
            },
            Cancel);
        var client = new ReceiverClient(receiver.Client, ReceiverCredential.ApiKey(Key));
        for (var i = 0; i < Count; i++)
        {
            using var answer = await receiver.TrySendAsync(
                new AnEvent().WithData("conversation_id", Guid.NewGuid().ToString()).ToString(), Cancel);
            Assert.Equal(HttpStatusCode.OK, answer?.StatusCode);
        }

        FailureGroup? group = null;
        await Eventually.IsTrue(
            async () =>
                (group = (await client.GetFailuresAsync(Cancel)).Items.SingleOrDefault()) is { Count: Count },
                "all failed alike");
        genesys.OnConversation = context => StubGenesys.Json(context, 200, """{"id":"c"}""");
        var request = new JobRequest
        {
            Action = JobAction.Replay,
            Group = group!.Id,
            RatePerSecond = 100,
            Reason = "The outage is over.",
        };
        var count = await client.CountJobAsync(request, Cancel);

        var job = await client.CreateJobAsync(request with { AsOf = count.AsOf }, Cancel);
        await Eventually.IsTrue(
            async () => (job = (await client.FindJobAsync(job.Id, Cancel))!).EndedAt is not null, "the job ends");

        Assert.Equal(Count, count.Total);
        Assert.Equal(
            (JobState.Completed, Count, Count, 0L, "alice"), (job.State, job.Total, job.Done, job.Failed, job.By));
        await Eventually.IsTrue(
            async () => await client.GetCountsAsync(Cancel) is { OpenDeliveries: 0, DeadLetters: 0 },
            "all are finished");
        var row = Assert.Single(
            (await client.GetAuditAsync(new AuditFilter { By = "alice" }, cancellationToken: Cancel)).Items);
        Assert.Equal(
            ("replay", $"job {job.Id}: failure group {group.Id}", Count, "The outage is over."),
            (row.Action, row.Subject, row.Count, row.Reason));
    }
}
