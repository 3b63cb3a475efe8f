using System.Diagnostics;

namespace Genesys.Tests.Journal;

/// <summary>A receiver that is asked to end while its database is away.</summary>
public class StoppingReceiverTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReceiverWhoseDatabaseIsAway_EndsLongBeforeTheDrain(bool isGone)
    {
        Assert.SkipWhen(PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");
        await using var proxy = new StallingProxy(await cluster.CreateDatabaseAsync());
        using var receiver = await RunningReceiver.StartAsync(
            proxy.ConnectionString,
            new()
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["Journal__Provider"] = "Postgres",
                ["Shutdown__Drain"] = "00:05:00",
            },
            Cancel);

        // A delivery that is being fetched, and a caller who waits for an answer.
        using var answer = await receiver.TrySendAsync(new AnEvent().ToString(), Cancel);
        await proxy.InterruptAsync(isGone);
        var waiting = receiver.TrySendAsync(new AnEvent().WithId(Guid.NewGuid().ToString()).ToString(), Cancel);

        // Minutes, and not seconds, tell the drain from its end: this machine may be busy.
        var started = Stopwatch.GetTimestamp();
        await receiver.StopAsync(Cancel);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMinutes, 0, 1);
        TestContext.Current.SendDiagnosticMessage($"ended after {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s");
        using var refused = await waiting;
    }
}
