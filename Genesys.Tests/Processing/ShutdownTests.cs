using Genesys.Receiver.Processing;
using Genesys.Tests.GenesysCloud;
using Microsoft.Extensions.DependencyInjection;
using static Genesys.Tests.GenesysCloud.ScriptedHandler;

namespace Genesys.Tests.Processing;

/// <summary>What happens to fetches when the service stops. The clock stands still unless a test moves it.</summary>
public class ShutdownTests
{
    [Fact]
    public async Task FetchesBetweenAttempts_AreReleasedAtOnce()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(503);
        await host.RecordAsync("a", "b", "c");
        await Eventually.IsTrue(
            () => genesys.Conversations.Count == 3 && BackingOff(host) == 3, "three fetches wait for their retry");

        await host.StopAsync(Cancel);

        Assert.Equal(3, host.Journal.Released.Count);
        Assert.Equal(0, host.Journal.LeasedCount);
        Assert.Equal(3, host.Journal.OpenCount);
        Assert.Equal(3, genesys.Conversations.Count);
    }

    [Fact]
    public async Task RequestThatIsOut_MayFinish()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        var answer = await BeginRequestAsync(host, genesys);

        var stopping = await BeginStopAsync(host);
        Assert.False(stopping.IsCompleted);
        answer.SetResult(await Answer(200));
        await stopping;

        Assert.Equal(1, host.Journal.CompletedCount);
    }

    [Fact]
    public async Task RequestThatFailsThen_IsNotRepeated_AndCostsNoAttempt()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        var answer = await BeginRequestAsync(host, genesys);

        var stopping = await BeginStopAsync(host);
        answer.SetResult(await Answer(503));
        await stopping;

        Assert.Single(genesys.Conversations);
        Assert.Single(host.Journal.Released);
        Assert.Empty(host.Journal.Rescheduled);
    }

    [Fact]
    public async Task DrainOver_RequestIsGivenUp_AndReleased()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync(("Processing:AttemptTimeout", "00:05:00"));
        await using var _ = host;
        genesys.OnConversation = (_, _, token) => Hang(token);
        await host.RecordAsync("c");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 1, "the request is out");

        var stopping = await BeginStopAsync(host);
        time.Advance(TimeSpan.FromSeconds(24.9));
        Assert.False(stopping.IsCompleted);
        // The drain's own time may begin a moment after the stop.
        await PumpHost.AdvanceUntil(time, () => stopping.IsCompleted, "the drain is over");
        await stopping;

        Assert.Single(host.Journal.Released);
    }

    [Fact]
    public async Task GenesysUnreachable_TheDrainEndsAtOnce()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (number, _, token) => number == 0 ? throw new HttpRequestException() : Hang(token);
        await host.RecordAsync("a");
        await Eventually.IsTrue(() => BackingOff(host) == 1, "the first finds nobody");
        await host.RecordAsync("b");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 2, "the second's request is out");

        await host.StopAsync(Cancel);

        Assert.Equal(2, host.Journal.Released.Count);
    }

    /// <returns>What answers the request that is out.</returns>
    private static async Task<TaskCompletionSource<HttpResponseMessage>> BeginRequestAsync(
        PumpHost host, ScriptedHandler genesys)
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        genesys.OnConversation = (_, _, _) => answer.Task;
        await host.RecordAsync("c");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 1, "the request is out");
        return answer;
    }

    /// <returns>The end of the stop, which has begun.</returns>
    private static async Task<Task> BeginStopAsync(PumpHost host)
    {
        var stopping = host.StopAsync(Cancel);
        await Eventually.IsTrue(
            () => host.Services.GetRequiredService<ProcessingState>().IsStopping, "the service stops");
        return stopping;
    }

    private static int BackingOff(PumpHost host) =>
        host.Services.GetRequiredService<ActiveFetches>().Count().BackingOff;
}
