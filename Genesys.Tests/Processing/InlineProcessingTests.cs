using Genesys.Receiver.Answers;
using Genesys.Receiver.Processing;
using Microsoft.Extensions.DependencyInjection;
using static Genesys.Tests.GenesysCloud.ScriptedHandler;
using static Genesys.Tests.Processing.Deliveries;

namespace Genesys.Tests.Processing;

public class InlineProcessingTests
{
    [Fact]
    public async Task Success_FinishesTheDelivery()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;

        Assert.Equal(OutcomeKind.Accepted, await ProcessAsync(host, "c"));

        Assert.Single(genesys.Conversations);
        Assert.Equal(1, host.Journal.CompletedCount);
    }

    [Fact]
    public async Task EveryAttemptFailed_TheRecordIsForgotten_AndTheSenderKeepsTheEvent()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(503);

        var outcome = ProcessAsync(host, "c");
        await PumpHost.AdvanceUntil(time, () => outcome.IsCompleted, "the fetch ends");

        Assert.Equal(OutcomeKind.FailedAfterRetries, await outcome);
        Assert.Equal(6, genesys.Conversations.Count);
        Assert.Single(host.Journal.Forgotten);
        Assert.Equal(0, host.Journal.OpenCount);
    }

    [Fact]
    public async Task PermanentFailure_IsADeadLetter()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(410);

        Assert.Equal(OutcomeKind.FailedPermanently, await ProcessAsync(host, "c"));

        Assert.Equal(410, Assert.Single(host.Journal.DeadLetters).Anomaly.StatusCode);
    }

    [Fact]
    public async Task Deadline_AnswersBeforeTheSenderHangsUp()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync(("Processing:InlineDeadline", "00:00:04.5"));
        await using var _ = host;
        genesys.OnConversation = (_, _, token) => Hang(token);
        var outcome = ProcessAsync(host, "c");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 1, "the request is out");

        time.Advance(TimeSpan.FromSeconds(4.4));
        Assert.False(outcome.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(OutcomeKind.FailedAfterRetries, await outcome);
        Assert.Single(host.Journal.Forgotten);
    }

    [Fact]
    public async Task OtherDeliveriesOfTheConversation_DoNotJoin()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        genesys.OnConversation = async (_, _, _) =>
        {
            await gate.Task;
            return await Answer(200);
        };

        var first = ProcessAsync(host, "c");
        var second = ProcessAsync(host, "c");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 2, "both requests are out");
        gate.SetResult();

        Assert.Equal([OutcomeKind.Accepted, OutcomeKind.Accepted], await Task.WhenAll(first, second));
    }

    [Fact]
    public async Task Stopping_EndsTheWaitForARetry()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(503);
        using var stopping = new CancellationTokenSource();
        var outcome = ProcessAsync(host, "c", stopping.Token);
        await Eventually.IsTrue(
            () => host.Services.GetRequiredService<ActiveFetches>().Count().BackingOff == 1, "it waits for its retry");

        await stopping.CancelAsync();

        Assert.Equal(OutcomeKind.FailedAfterRetries, await outcome);
    }

    private static async Task<OutcomeKind> ProcessAsync(
        PumpHost host, string conversation, CancellationToken? stopping = null)
    {
        var recorded = await host.Journal.RecordAsync(ADelivery(conversation), lease: true, Cancel);
        return await host.Services.GetRequiredService<InlineProcessing>().ProcessAsync(
            recorded.Lease!, stopping ?? CancellationToken.None);
    }
}
