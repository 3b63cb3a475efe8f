using System.Collections.Concurrent;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Operators;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Tests.Anomalies;
using Genesys.Tests.Hosting;
using Genesys.Tests.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations.Scheduling;

public class DestinationPumpTests
{
    private readonly ScriptedDestination.Script _script = new();

    // On a clock that stands still: a crowd is over when nothing comes for 100 ms.
    private readonly IntakeLoad _load = new(new FakeTimeProvider());

    [Fact]
    public async Task EachDestination_GetsEachEventOnce_AndTheJournalKeepsNone()
    {
        await using var host = await StartAsync("crm", "lake");

        var ids = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            ids.Add(await host.RecordAsync());
        }

        await UntilNothingWaitsAsync(host);
        Assert.Equal(ids.Order(), _script.IdsAt("crm").Order());
        Assert.Equal(ids.Order(), _script.IdsAt("lake").Order());
    }

    [Fact]
    public async Task IntakeIsCrowded_EachDestinationGetsEverythingAllTheSame()
    {
        await using var host = await StartAsync("crm", "lake");
        _load.Crowd();

        for (var i = 0; i < 100; i++)
        {
            await host.RecordAsync();
        }

        await Eventually.IsTrue(
            () => _script.IdsAt("crm").Count == 100 && _script.IdsAt("lake").Count == 100, "both have all of them");
        Assert.True(_load.IsCrowded);
        await UntilNothingWaitsAsync(host);
    }

    [Fact]
    public async Task Failure_IsTriedAgain_UnderTheSameId()
    {
        var failures = 3;
        _script.OnCall = (_, _, _) => Task.FromResult(
            failures-- > 0 ? HandOverResult.Failed("http_500") : HandOverResult.Delivered);
        await using var host = await StartAsync("crm");

        var id = await host.RecordAsync();

        await UntilNothingWaitsAsync(host);
        Assert.Equal([id, id, id, id], _script.IdsAt("crm"));
        Assert.Equal([1, 2, 3, 4], _script.Calls.Select(call => call.HandOver.Attempt));
    }

    [Theory]
    [InlineData(HandOverResultKind.Refused)]
    [InlineData(HandOverResultKind.TooLarge)]
    public async Task EventThatIsJudged_IsADeadLetterAtOnce(HandOverResultKind kind)
    {
        _script.OnCall = (_, _, _) => Task.FromResult(new HandOverResult(kind, "http_400", 400));
        await using var host = await StartAsync("crm");

        await host.RecordAsync();

        await UntilNothingWaitsAsync(host);
        Assert.Equal(1, (await host.ViewAsync("crm")).DeadLetters);
        Assert.Equal("http_400", await LastFailureAsync(host));
        Assert.Single(_script.Calls);
    }

    [Fact]
    public async Task DeadSlowHangingAndThrowingDestinations_DelayNoOther()
    {
        var never = new TaskCompletionSource<HandOverResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.OnCall = (name, _, token) => name switch
        {
            "dead" => Task.FromResult(HandOverResult.Failed("connection_refused")),
            "slow" => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token)
                .ContinueWith(_ => HandOverResult.Delivered, TaskScheduler.Default),
            "hanging" => never.Task,
            "throwing" => throw new InvalidOperationException("no"),
            _ => Task.FromResult(HandOverResult.Delivered),
        };
        await using var host = await StartAsync(
            [("hanging:Timeout", "00:00:01"), ("slow:Timeout", "00:00:01")], "dead", "hanging", "slow", "throwing",
            "well");

        for (var i = 0; i < 200; i++)
        {
            await host.RecordAsync();
        }

        await Eventually.IsTrue(() => _script.IdsAt("well").Count == 200, "the one that is well has all of them");
        Assert.Equal(200, _script.IdsAt("well").Distinct().Count());
        await Eventually.IsTrue(async () => (await host.ViewAsync("well")).Waiting == 0, "and the journal knows");
        await Eventually.IsTrue(
            async () => (await host.HealthAsync()).Status == HealthStatus.Degraded, "health tells of the others");
    }

    [Fact]
    public async Task CallThatEndsNeitherByItselfNorWithItsToken_IsATimeOut_AndTheEventIsTriedAgain()
    {
        var never = new TaskCompletionSource<HandOverResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.OnCall = (_, handOver, _) =>
            handOver.Attempt == 1 ? never.Task : Task.FromResult(HandOverResult.Delivered);
        await using var host = await StartAsync([("crm:Timeout", "00:00:00.1")], "crm");

        var id = await host.RecordAsync();

        await UntilNothingWaitsAsync(host);
        Assert.Equal([id, id], _script.IdsAt("crm"));
        Assert.Equal("timeout", (await host.ViewAsync("crm")).LastFailure!.Reason);
    }

    [Fact]
    public async Task Rate_IsThatOfWhatItTook()
    {
        _script.OnCall = (name, _, _) => Task.FromResult(
            name == "crm" ? HandOverResult.Refused("http_400") : HandOverResult.Delivered);
        await using var host = await StartAsync("crm", "lake");

        await host.RecordAsync();

        await UntilNothingWaitsAsync(host);
        Assert.Equal(0, (await host.ViewAsync("crm")).RatePerSecond);
        Assert.True((await host.ViewAsync("lake")).RatePerSecond > 0);
    }

    [Fact]
    public async Task DestinationThatIsNoLongerConfigured_IsListed_AsLongAsItHasDeadLetters()
    {
        await using var host = await StartAsync("crm");
        var delivery = new AHandOver().Lease().Record.Delivery;
        await host.Journal.RecordAsync(
            new DeliveryRecord
            {
                Delivery = delivery,
                RequestId = delivery.EventId,
                ReceivedAt = DateTimeOffset.UnixEpoch,
                HandOvers = ["former"],
            },
            lease: false,
            Cancel);
        var leased = await host.HandOvers.LeaseHandOversAsync("former", 10, inOrder: false, Cancel);
        await host.HandOvers.DeadLetterHandOverAsync(
            Assert.Single(leased),
            new AttemptEntry(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, 400, "http_400"),
            HandOverReasons.Refused, Cancel);

        var former = await host.ViewAsync("former");

        Assert.Equal(
            (DestinationStanding.NotConfigured, 0L, 1L), (former.Standing, former.Waiting, former.DeadLetters));
    }

    [Fact]
    public async Task DestinationThatFails_IsTriedWithOneCallAtATime_AndNotOnceForEachEvent()
    {
        _script.OnCall = (_, _, _) => Task.FromResult(HandOverResult.Failed("http_503"));
        await using var host = await StartAsync([("crm:BaseDelay", "00:00:01")], "crm");

        for (var i = 0; i < 300; i++)
        {
            await host.RecordAsync();
        }

        await Eventually.IsTrue(
            async () => (await host.ViewAsync("crm")).Standing == DestinationStanding.Failing, "it is known to fail");
        Assert.InRange(_script.Calls.Count, 5, 60);
        Assert.Contains("http_503", (await host.HealthAsync()).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DestinationThatFails_IsTriedWithOneEvent_HoweverManyItTakesAtATime()
    {
        _script.MaxBatch = 10;
        _script.OnCall = (_, _, _) => Task.FromResult(HandOverResult.Failed("http_503"));
        await using var host = await StartAsync([("crm:Concurrency", "1")], "crm");
        await host.Destinations.PauseAsync("crm", "ann", null, Cancel);
        for (var i = 0; i < 60; i++)
        {
            await host.RecordAsync();
        }

        await host.Destinations.ResumeAsync("crm", Cancel);

        // It fails from the fifth failure in a row on.
        await Eventually.IsTrue(() => _script.Sizes.Count >= 8, "it is tried again");
        Assert.Equal(10, _script.Sizes.First());
        Assert.All(_script.Sizes.Skip(5), size => Assert.Equal(1, size));
    }

    [Fact]
    public async Task DestinationThatIsGone_IsPausedAtOnce_AndWorksAgainWhenItIsResumed()
    {
        var gone = true;
        _script.OnCall = (_, _, _) => Task.FromResult(
            gone ? new HandOverResult(HandOverResultKind.Gone, "http_410", 410) : HandOverResult.Delivered);
        await using var host = await StartAsync("crm");

        await host.RecordAsync();
        await Eventually.IsTrue(
            async () => (await host.ViewAsync("crm")).Standing == DestinationStanding.Paused, "it is paused");
        var waiting = (await host.ViewAsync("crm")).Waiting;
        gone = false;
        Assert.True(await host.Destinations.ResumeAsync("crm", Cancel));

        await UntilNothingWaitsAsync(host);
        Assert.Equal(1, waiting);
    }

    [Fact]
    public async Task DestinationThatIsPaused_IsTriedWithTheOnlyEventThatWaits_InAMinute()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _script.OnCall = (_, _, _) => Task.FromResult(new HandOverResult(HandOverResultKind.Gone, "http_410", 410));
        await using var host = await StartAsync(
            time, _ => { }, [("crm:BaseDelay", "00:10:00"), ("crm:MaxDelay", "01:00:00")], "crm");

        await host.RecordAsync();

        await Eventually.IsTrue(
            async () => (await host.ViewAsync("crm")).LastFailure is not null, "its failure is in the journal");
        time.Advance(DestinationCondition.ProbeInterval);
        await Eventually.IsTrue(
            () => _script.Calls.Count > 1, "it is tried again", () => time.Advance(TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task OperatorsPause_HoldsEverything_UntilItIsResumed()
    {
        await using var host = await StartAsync("crm", "lake");
        Assert.True(await host.Destinations.PauseAsync("crm", "ann", "maintenance", Cancel));

        await host.RecordAsync();
        await Eventually.IsTrue(() => _script.IdsAt("lake").Count == 1, "the other one has it");
        var paused = await host.ViewAsync("crm");
        Assert.Equal((DestinationStanding.PausedByOperator, 1L), (paused.Standing, paused.Waiting));
        Assert.Equal(("ann", "maintenance"), (paused.PausedBy!.By, paused.PausedBy.Reason));
        Assert.Contains("operator; 1 event waits.", (await host.HealthAsync()).Description, StringComparison.Ordinal);
        Assert.Empty(_script.IdsAt("crm"));

        Assert.True(await host.Destinations.ResumeAsync("crm", Cancel));
        await UntilNothingWaitsAsync(host);
        Assert.Single(_script.IdsAt("crm"));
    }

    [Fact]
    public async Task OperatorsPause_GivesBackWhatHasntBegun_SoThatItCanBeDiscarded()
    {
        var (started, go) = HoldCalls();
        await using var host = await StartAsync([("crm:Concurrency", "1")], "crm");
        await host.Destinations.PauseAsync("crm", "ann", null, Cancel);
        await host.RecordAsync();
        await host.RecordAsync();

        // Both are leased then; the second waits for the first one's call.
        await host.Destinations.ResumeAsync("crm", Cancel);
        await started.Task;
        await host.Destinations.PauseAsync("crm", "ann", null, Cancel);

        await Eventually.IsTrue(
            async () => await host.Destinations.DiscardAsync("crm", "not needed", 100, Cancel) == 1,
            "the second can be discarded", limitSeconds: 30);
        go.SetResult();
        await UntilNothingWaitsAsync(host);
        Assert.Single(_script.Calls);
    }

    [Fact]
    public async Task TestEvent_IsHandedOverAtOnce_PastThePause()
    {
        await using var host = await StartAsync("crm");
        await host.Destinations.PauseAsync("crm", "ann", null, Cancel);

        var result = await host.Destinations.TestAsync("crm", Cancel);

        Assert.Equal(HandOverResultKind.Delivered, result!.Kind);
        Assert.Equal("genesys.receiver.test", Assert.Single(_script.Calls).HandOver.EventType);
        Assert.Null(await host.Destinations.TestAsync("nobody", Cancel));
    }

    [Fact]
    public async Task WhatWaits_CanBeDiscarded()
    {
        await using var host = await StartAsync("crm");
        await host.Destinations.PauseAsync("crm", "ann", null, Cancel);
        await host.RecordAsync();
        await host.RecordAsync();

        Assert.Equal(2, await host.Destinations.DiscardAsync("crm", "not needed", 100, Cancel));
        Assert.Equal(0, (await host.ViewAsync("crm")).Waiting);
    }

    [Fact]
    public async Task Order_IsKeptInAConversation_AndOneThatWaitsHoldsBackItsOwnAlone()
    {
        var failed = new HashSet<string>();
        _script.OnCall = (_, handOver, _) =>
        {
            lock (failed)
            {
                return Task.FromResult(
                    handOver.ConversationId == "c-1" && failed.Count < 3
                        && failed.Add($"{handOver.Id} {handOver.Attempt}")
                        ? HandOverResult.Failed("http_500") : HandOverResult.Delivered);
            }
        };
        await using var host = await StartAsync([("crm:Ordering", "Conversation")], "crm");

        var recorded = new List<(string Conversation, string Id)>();
        for (var i = 0; i < 40; i++)
        {
            var conversation = $"c-{i % 4}";
            recorded.Add((conversation, await host.RecordAsync(
                new AHandOver().With(one => one with { ConversationId = ConversationIds.Of(conversation) }))));
        }

        await UntilNothingWaitsAsync(host);
        foreach (var conversation in recorded.GroupBy(one => one.Conversation, one => one.Id))
        {
            Assert.Equal(
                conversation,
                _script.Calls.Where(call => call.HandOver.ConversationId == conversation.Key)
                    .Select(call => call.HandOver.Id).Distinct());
        }
    }

    [Fact]
    public async Task Rate_IsKept()
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var host = await StartAsync([("crm:RatePerSecond", "20")], "crm");

        for (var i = 0; i < 20; i++)
        {
            await host.RecordAsync();
        }

        await UntilNothingWaitsAsync(host);
        // Two may go at once; the other eighteen take 50 ms each.
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(18 * 50));
    }

    [Fact]
    public async Task Concurrency_IsKept()
    {
        // The first calls end when three are out; a fourth would be seen then, or among those that follow.
        var three = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var now = 0;
        var counts = new ConcurrentQueue<int>();
        _script.OnCall = async (_, _, token) =>
        {
            var count = Interlocked.Increment(ref now);
            counts.Enqueue(count);
            if (count == 3)
            {
                three.TrySetResult();
            }

            await three.Task;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
            Interlocked.Decrement(ref now);
            return HandOverResult.Delivered;
        };
        await using var host = await StartAsync([("crm:Concurrency", "3")], "crm");

        for (var i = 0; i < 60; i++)
        {
            await host.RecordAsync();
        }

        await UntilNothingWaitsAsync(host);
        Assert.Equal(3, counts.Max());
    }

    [Fact]
    public async Task EventOlderThanMaxAge_IsADeadLetter_WhilePausedToo()
    {
        await using var host = await StartAsync([("crm:MaxAge", "00:00:01")], "crm");
        await host.Destinations.PauseAsync("crm", "ann", null, Cancel);

        await host.RecordAsync();

        await Eventually.IsTrue(async () => (await host.ViewAsync("crm")).DeadLetters == 1, "it is expired");
        Assert.Empty(_script.Calls);
    }

    [Fact]
    public async Task EventThatIsTooOldAfterAnAttempt_Expired_AndTheAttemptFailedByWhatItFailedBy()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var go = new TaskCompletionSource<HandOverResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.OnCall = (_, _, _) => go.Task;
        await using var host = await DestinationHost.StartAsync(
            time,
            services => services.AddSingleton(_script).AddSingleton(_load)
                .AddDestinationType<ScriptedDestination>("Scripted"),
            ("crm:Type", "Scripted"), ("crm:Timeout", "00:01:00"), ("crm:MaxAge", "00:00:01"));
        var id = await host.RecordAsync();
        await Eventually.IsTrue(() => _script.Calls.Count == 1, "it is tried");

        time.Advance(TimeSpan.FromSeconds(2));
        go.SetResult(HandOverResult.Failed("connection_refused"));

        await Eventually.IsTrue(
            async () => (await host.HandOvers.DestinationStatesAsync(Cancel)).Single().DeadLetters == 1,
            "it is a dead letter");
        Assert.Equal("connection_refused", await LastFailureAsync(host));
        IReadOnlyList<DeliveryEntry> found = [];
        await Eventually.IsTrue(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                found = (await ((IJournalStore)host.Journal).Search.FindDeliveriesAsync(
                    new DeliveryFilter { EventId = id }, 1, null, Cancel)).Items;
                return found.Count == 1;
            },
            "it is found");
        var ended = Assert.Single(found[0].HandOvers);
        Assert.Equal(("expired", "connection_refused"), (ended.Reason, ended.Attempts[^1].Reason));
    }

    [Fact]
    public async Task Stop_WaitsForWhatIsOut_AndTheRestComesAfterTheNextStart()
    {
        var (started, go) = HoldCalls();
        await using var host = await StartAsync([("crm:Concurrency", "1")], "crm");
        await host.RecordAsync();
        await host.RecordAsync();
        await started.Task;

        var stop = host.StopAsync();
        Assert.False(stop.IsCompleted);
        go.SetResult();
        await stop;

        Assert.Single(_script.Calls);
    }

    [Fact]
    public async Task WaitBelowAMillisecond_HasATimer()
    {
        // 0.2 ms from one to the next: without a timer the pump would look again and again until they were over.
        var clock = new TimerClock();
        await using var host = await StartAsync(clock, _ => { }, [("crm:RatePerSecond", "5000")], "crm");
        await host.RecordAsync();
        await host.RecordAsync();

        await Eventually.IsTrue(() => clock.HasSetShortest, "a timer is set", limitSeconds: 30);

        await Eventually.IsTrue(
            () => _script.Calls.Count == 2, "both are handed over", () => clock.Advance(TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task BugWhileHandOversAreGivenBack_LeavesNoneInNobodysHands()
    {
        var (started, go) = HoldCalls();
        await using var host = await StartAsync(
            TimeProvider.System,
            services => services.Configure<JournalOptions>(journal => journal.LeaseDuration = TimeSpan.FromSeconds(2))
                .AddSingleton(provider => FailingJournal.Around(
                    provider.GetRequiredService<IJournalStore>().HandOvers,
                    nameof(IHandOverJournal.ReleaseHandOversAsync), new InvalidOperationException("A bug."), times: 1)),
            [("crm:Concurrency", "1")],
            "crm");
        await host.Destinations.PauseAsync("crm", "ann", null, Cancel);
        await host.RecordAsync();
        await host.RecordAsync();
        await host.Destinations.ResumeAsync("crm", Cancel);
        await started.Task;

        // The second is leased with the first, and is given back.
        await host.Destinations.PauseAsync("crm", "ann", null, Cancel);
        await Eventually.IsTrue(() => ((FailingJournal)(object)host.HandOvers).HasFailed, "that fails");
        go.SetResult();
        await host.Destinations.ResumeAsync("crm", Cancel);

        await UntilNothingWaitsAsync(host);
    }

    [Fact]
    public async Task Stop_WaitsForNoCallOfADestinationThatFails()
    {
        var sixth = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<HandOverResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        _script.OnCall = (_, _, _) =>
        {
            if (Interlocked.Increment(ref calls) <= 5)
            {
                return Task.FromResult(HandOverResult.Failed("http_503"));
            }

            sixth.TrySetResult();
            return never.Task;
        };
        await using var host = await StartAsync([("crm:Concurrency", "1")], "crm");
        await host.RecordAsync();
        await sixth.Task;

        // The drain would go on for 25 s, and the call for a minute.
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System, Cancel);
        Assert.Equal(6, _script.Calls.Count);
    }

    /// <summary>The first call says that it began; each ends, delivered, when it is let go.</summary>
    private (TaskCompletionSource Started, TaskCompletionSource Go) HoldCalls()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.OnCall = async (_, _, _) =>
        {
            started.TrySetResult();
            await go.Task;
            return HandOverResult.Delivered;
        };
        return (started, go);
    }

    private Task<DestinationHost> StartAsync(params string[] names) => StartAsync([], names);

    private Task<DestinationHost> StartAsync((string Key, string Value)[] settings, params string[] names) =>
        StartAsync(TimeProvider.System, _ => { }, settings, names);

    private Task<DestinationHost> StartAsync(
        TimeProvider time, Action<IServiceCollection> also, (string Key, string Value)[] settings,
        params string[] names) =>
        DestinationHost.StartAsync(
            time,
            services => also(services.AddSingleton(_script).AddSingleton(_load)
                .AddDestinationType<ScriptedDestination>("Scripted")),
            [
                .. names.SelectMany(name => new[]
                {
                    ($"{name}:Type", "Scripted"), ($"{name}:BaseDelay", "00:00:00.0100000"),
                    ($"{name}:MaxDelay", "00:00:01"), ($"{name}:Timeout", "00:01:00"),
                }.ExceptBy(settings.Select(setting => setting.Key), pair => pair.Item1)),
                .. settings,
            ]);

    private static async Task<string?> LastFailureAsync(DestinationHost host) =>
        (await host.HandOvers.DestinationStatesAsync(Cancel)).Single().LastFailure?.Reason;

    private static Task UntilNothingWaitsAsync(DestinationHost host) => Eventually.IsTrue(
        async () => (await host.HandOvers.DestinationStatesAsync(Cancel)).All(state => state.Waiting == 0)
            && !(await host.Destinations.ListAsync(Cancel)).Any(view => view.Waiting > 0),
        "nothing waits");

    /// <summary>A clock that stands still and knows whether its shortest timer was ever set.</summary>
    private sealed class TimerClock : FakeTimeProvider
    {
        private volatile bool _hasSetShortest;

        public bool HasSetShortest => _hasSetShortest;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _hasSetShortest |= dueTime == TimeSpan.FromMilliseconds(1);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
