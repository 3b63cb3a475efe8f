using System.Diagnostics;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Genesys.Tests.GenesysCloud;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using static Genesys.Tests.GenesysCloud.ScriptedHandler;
using static Genesys.Tests.Processing.Deliveries;

namespace Genesys.Tests.Processing;

public class DeliveryPumpTests
{
    [Fact]
    public async Task RecordedDelivery_ItsConversationIsFetchedWithAToken_AndItIsFinished()
    {
        await using var genesys = await StubGenesys.StartAsync();
        await using var host = await PumpHost.StartAsync(genesys.Address);

        await host.Journal.RecordAsync(ADelivery("2f7bf00a-0fc2-4d6a-9b56-92238191433e"), lease: false, Cancel);
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "the delivery is finished");

        var (delivery, attempt) = Assert.Single(host.Journal.Completed);
        Assert.Equal("completed", attempt.Reason);
        Assert.Equal(1, attempt.HttpAttempts);
        Assert.Equal(200, attempt.StatusCode);
        Assert.Equal(0, delivery.Attempts);
        var request = Assert.Single(genesys.Requests, request => request.Method == "GET");
        Assert.Equal("/api/v2/conversations/2f7bf00a-0fc2-4d6a-9b56-92238191433e", request.Target);
        Assert.Equal("Bearer token-1", request.Authorization);
    }

    [Fact]
    public async Task WaitingDeliveriesOfAConversation_AreServedByOneFetch()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (number, _, _) => Answer(number == 0 ? 503 : 200);

        await host.RecordAsync("c");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 1, "the first attempt is made");
        // While the fetch waits for its retry, more events of the conversation come in.
        await host.RecordAsync("c", "c", "c", "c");
        await PumpHost.AdvanceUntil(time, () => host.Journal.CompletedCount == 5, "all five are finished");

        Assert.Equal(2, genesys.Conversations.Count);
        Assert.Equal(
            [2, 1, 1, 1, 1],
            host.Journal.Completed.OrderBy(entry => entry.Delivery.Key).Select(entry => entry.Attempt.HttpAttempts));
    }

    [Fact]
    public async Task HistoryOfADelivery_HasEachHttpAttemptThatItTookPartIn_WithTheWaitBeforeItAndWhy()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync(("Processing:BaseDelay", "00:00:02"));
        await using var _ = host;
        genesys.OnConversation = (number, _, _) => Answer(number == 0 ? 503 : 200);

        await host.RecordAsync("c");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 1, "the first attempt is made");
        await host.RecordAsync("c");
        await PumpHost.AdvanceUntil(time, () => host.Journal.CompletedCount == 2, "both are finished");

        var (first, joined) = host.Journal.Completed.OrderBy(entry => entry.Delivery.Key).Select(entry => entry.Attempt)
            .ToArray() switch
        {
            [var one, var other] => (one, other),
            _ => throw new InvalidOperationException("There are two."),
        };
        Assert.Equal(
            [(503, "http_503", null), (200, "completed", "http_503")],
            first.Requests!.Select(request => (request.StatusCode, request.Reason, request.WaitedFor)));
        // The clock goes on beside the pump, and further on a busy machine.
        Assert.True(first.Requests![1].Waited >= TimeSpan.FromSeconds(2));
        Assert.Equal([(200, "completed")], joined.Requests!.Select(request => (request.StatusCode, request.Reason)));
        Assert.True(joined.StartedAt > first.StartedAt);
    }

    [Fact]
    public async Task HistoryOfADeliveryThatIsAnsweredAtOnce_IsItsAttemptAlone()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(200);

        await host.RecordAsync("c");
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "it is finished");

        Assert.Null(Assert.Single(host.Journal.Completed).Attempt.Requests);
    }

    [Fact]
    public async Task DeliveryRecordedWhileTheRequestIsOut_GetsAFetchOfItsOwn()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        genesys.OnConversation = (number, _, _) => number == 0 ? answer.Task : Answer(200);

        await host.RecordAsync("c");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 1, "the request is out");
        await host.RecordAsync("c", "c");
        answer.SetResult(await Answer(200));
        await PumpHost.AdvanceUntil(time, () => host.Journal.CompletedCount == 3, "all are finished");

        Assert.Equal(2, genesys.Conversations.Count);
    }

    [Fact]
    public async Task WithoutCoalescing_EveryDeliveryHasAFetchOfItsOwn()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync(("Processing:Coalesce", "false"));
        await using var _ = host;

        await host.RecordAsync("c", "c", "c", "c");
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 4, "all are finished");

        Assert.Equal(4, genesys.Conversations.Count);
    }

    [Fact]
    public async Task ManyFailingConversations_HoldUpNobody()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync(("Processing:Concurrency", "2"));
        await using var _ = host;
        genesys.OnConversation = (_, request, _) =>
            Answer(request.RequestUri!.AbsolutePath.Contains("bad", StringComparison.Ordinal) ? 500 : 200);

        // Nineteen: one more failure, and the circuit would rightly open.
        await host.RecordAsync([.. Enumerable.Range(0, 19).Select(number => $"bad-{number}"), "good"]);

        // The clock stands still: the bad ones wait for their retries all the while.
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "the good one is finished");
        Assert.Equal("good", Assert.Single(host.Journal.Completed).Delivery.Record.Delivery.ConversationId?.Value);
    }

    [Fact]
    public async Task PermanentFailure_IsADeadLetterAtOnce_WithItsAnomaly()
    {
        var (host, genesys, _) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(404);
        var record = ADelivery("c");

        await host.Journal.RecordAsync(record, lease: false, Cancel);
        await Eventually.IsTrue(
            () => host.Journal.Locked(() => host.Journal.DeadLetters.Count) == 1, "it is a dead letter");

        var (_, attempt, anomaly) = Assert.Single(host.Journal.DeadLetters);
        Assert.Equal(("http_404", 404, 1), (attempt.Reason, attempt.StatusCode, attempt.HttpAttempts));
        Assert.Equal(AnomalyKind.DownstreamFailure, anomaly.Kind);
        Assert.Equal(record.RequestId, anomaly.RequestId);
        Assert.Equal(record.Delivery.EventId, anomaly.EventId);
        Assert.Equal(record.Delivery.Payload.Length, anomaly.PayloadSize);
        Assert.Equal(404, anomaly.StatusCode);
        Assert.Contains("http_404", anomaly.ErrorDetails, StringComparison.Ordinal);
        Assert.NotEmpty(anomaly.MaskedPayload);
        Assert.DoesNotContain("5551234567", anomaly.MaskedPayload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConversationThatNeverComes_IsTriedForADay_ThenADeadLetter()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(503);
        var start = time.GetUtcNow();

        await host.RecordAsync("c");
        await PumpHost.AdvanceUntil(
            time,
            () => host.Journal.Locked(() => host.Journal.DeadLetters.Count) == 1,
            "it is a dead letter",
            () => TimeSpan.FromSeconds(host.Journal.IsQuiet ? 120 : 1));

        Assert.Equal(15, host.Journal.Rescheduled.Count);
        Assert.All(
            host.Journal.Rescheduled, entry =>
                Assert.Equal(("http_503", 6), (entry.Attempt.Reason, entry.Attempt.HttpAttempts)));
        Assert.InRange((time.GetUtcNow() - start).TotalHours, 24, 25);
        Assert.Equal(15, Assert.Single(host.Journal.DeadLetters).Delivery.Attempts);
    }

    [Fact]
    public async Task Outage_CostsNoDeliveryItsAttempts_AndAllAreFinishedOnceWhenItEnds()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        var outage = true;
        genesys.OnConversation = (_, _, _) => Answer(outage ? 503 : 200);

        await host.RecordAsync([.. Enumerable.Range(0, 200).Select(number => $"c-{number}")]);
        // The clock stands still until then: on a busy machine half a minute of it is over before twenty have failed.
        await Eventually.IsTrue(
            () => host.Services.GetRequiredService<GenesysAvailability>().Circuit == CircuitState.Open,
            "the circuit opens");
        var end = time.GetUtcNow() + TimeSpan.FromMinutes(30);
        await PumpHost.AdvanceUntil(
            time, () => time.GetUtcNow() >= end, "half an hour passes", () => TimeSpan.FromSeconds(1));
        var attempts = genesys.Conversations.Count;
        outage = false;
        await PumpHost.AdvanceUntil(
            time, () => host.Journal.CompletedCount == 200, "all are finished", () => TimeSpan.FromSeconds(1));

        Assert.Empty(host.Journal.DeadLetters);
        Assert.Empty(host.Journal.Rescheduled);
        // The first twenty-odd, and from then on a probe every 15 s.
        Assert.InRange(attempts, 20, 20 + 20 + (30 * 60 / 15) + 1);
        Assert.Equal(200, host.Journal.Completed.Select(entry => entry.Delivery.Key).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BreakOrPauseThatEndsBetweenTwoLooksAtTheClock_WakesThePump(bool isPause)
    {
        // Of the end of either nothing is told: it is what the clock says.
        var length = TimeSpan.FromSeconds(200);
        var clock = new ScriptedClock();
        var (host, genesys, _) = await PumpHost.StartScriptedAsync(builder => Use(
            builder,
            clock,
            availability =>
            {
                if (isPause)
                {
                    availability.Paused(length);
                }
                else
                {
                    availability.CircuitChanged(CircuitState.Open, length);
                }

                clock.Set(next: length - TimeSpan.FromMicroseconds(10), later: length);
            }));
        await using var _ = host;

        await host.RecordAsync("c");
        await PumpHost.AdvanceUntil(clock, () => host.Journal.CompletedCount == 1, "it is finished", limitSeconds: 30);

        Assert.Single(genesys.Conversations);
    }

    [Fact]
    public async Task CredentialsThatWorkAsThePumpBeginsToWait_WakeIt()
    {
        var (clock, time) = (new ScriptedClock(), new NoticingClock());
        var genesys = new ScriptedHandler(time);
        await using var host = await PumpHost.StartAsync(
            "https://genesys.invalid",
            time,
            builder =>
            {
                builder.Services.AnswerAsGenesys(genesys);
                Use(
                    builder,
                    clock,
                    availability =>
                    {
                        availability.CredentialsFailed("The client secret is wrong.", stopsWork: true);
                        clock.AtNextReading(() => time.AtNextReading(availability.CredentialsWork));
                    });
            });

        await host.RecordAsync("c");

        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "it is finished", limitSeconds: 30);
    }

    [Fact]
    public async Task JournalAway_ThePumpWaits_AndGoesOn()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        await host.RecordAsync("a");
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "the first is finished");
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        genesys.OnConversation = (_, _, _) => answer.Task;
        await host.RecordAsync("b");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 2, "the second's request is out");

        host.Journal.Failure = new JournalUnavailableException("The disk is full.");
        answer.SetResult(await Answer(200));
        var end = time.GetUtcNow() + TimeSpan.FromSeconds(20);
        await PumpHost.AdvanceUntil(time, () => time.GetUtcNow() >= end, "20 s pass");
        Assert.Equal(1, host.Journal.CompletedCount);
        host.Journal.Failure = null;
        await PumpHost.AdvanceUntil(time, () => host.Journal.CompletedCount == 2, "the second is finished");

        genesys.OnConversation = (_, _, _) => Answer(200);
        await host.RecordAsync("c");
        await PumpHost.AdvanceUntil(time, () => host.Journal.CompletedCount == 3, "the third is finished");
        Assert.Equal(3, genesys.Conversations.Count);
    }

    [Fact]
    public async Task LongFetch_KeepsItsLease()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync(("Processing:AttemptTimeout", "00:05:00"));
        await using var _ = host;
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        genesys.OnConversation = (_, _, _) => answer.Task;

        await host.RecordAsync("c");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 1, "the request is out");
        var start = time.GetUtcNow();
        // The clock stands still while a renewal is due and not made.
        await PumpHost.AdvanceUntil(
            time, () => host.Journal.Renewals == 10, "it is renewed ten times", () =>
                TimeSpan.FromSeconds((time.GetUtcNow() - start).TotalSeconds / 20 < host.Journal.Renewals + 1 ? 1 : 0));
        answer.SetResult(await Answer(200));
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "it is finished");

        Assert.True(time.GetUtcNow() - start > TimeSpan.FromMinutes(3));
        Assert.Single(genesys.Conversations);
    }

    [Fact]
    public async Task LeaseThatAnotherHas_EndsTheFetch()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(503, null, ("Retry-After", "120"));

        await host.RecordAsync("c");
        await Eventually.IsTrue(() => genesys.Conversations.Count == 1, "the first attempt is made");
        await host.Journal.StealLeasesAsync();
        var end = time.GetUtcNow() + TimeSpan.FromSeconds(50);
        await PumpHost.AdvanceUntil(
            time, () => time.GetUtcNow() >= end, "two renewals pass", () => TimeSpan.FromSeconds(1));

        Assert.Single(genesys.Conversations);
        Assert.Empty(host.Journal.Rescheduled);
        Assert.Empty(host.Journal.Released);
    }

    [Fact]
    public async Task ThrottledForGood_CostsNoAttempt()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (number, _, _) => number < 20 ? Answer(429, null, ("Retry-After", "30")) : Answer(200);

        await host.RecordAsync("c");
        await PumpHost.AdvanceUntil(
            time, () => host.Journal.CompletedCount == 1, "it is finished", () => TimeSpan.FromSeconds(1));

        Assert.Empty(host.Journal.Rescheduled);
        Assert.Equal(0, Assert.Single(host.Journal.Completed).Delivery.Attempts);
        Assert.NotEmpty(host.Journal.Released);
    }

    [Fact]
    public async Task RetryAfterOfYears_IsAskedAgainAfterAnHour()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (number, _, _) =>
            number == 0 ? Answer(429, null, ("Retry-After", "99999999")) : Answer(200);
        var start = time.GetUtcNow();

        await host.RecordAsync("c");
        // Long steps between the fetches alone: within one its lease would run out.
        await PumpHost.AdvanceUntil(
            time, () => host.Journal.CompletedCount == 1, "it is finished", () =>
                TimeSpan.FromSeconds(host.Journal.IsQuiet ? 10 : 0.01));

        Assert.InRange((time.GetUtcNow() - start).TotalMinutes, 60, 120);
        Assert.Empty(host.Journal.Rescheduled);
    }

    [Fact]
    public async Task Spans_EveryDeliveryHasItsOwn_LinkedToItsReceiptAndToTheFetch_WithAChildForEachAttempt()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        var conversation = Guid.NewGuid().ToString();
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ReceiverTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        genesys.OnConversation = (number, _, _) => Answer(number == 0 ? 503 : 200);
        string[] receipts =
        [
            "00-11111111111111111111111111111111-1111111111111111-01",
            "00-22222222222222222222222222222222-2222222222222222-01",
        ];

        await host.Journal.RecordAsync(ADelivery(conversation, traceParent: receipts[0]), lease: false, Cancel);
        await Eventually.IsTrue(() => genesys.Conversations.Count == 1, "the first attempt is made");
        await host.Journal.RecordAsync(ADelivery(conversation, traceParent: receipts[1]), lease: false, Cancel);
        List<Activity> mine = [];
        await PumpHost.AdvanceUntil(
            time,
            () =>
            {
                lock (spans)
                {
                    mine = [.. spans.Where(
                        span => Equals(span.GetTagItem(ReceiverTelemetry.ConversationIdKey), conversation))];
                    return mine.Count == 3;
                }
            },
            "two deliveries' spans and the fetch's ended");

        var fetch = Assert.Single(mine, span => span.OperationName == "genesys get conversation");
        var processed = mine.Where(span => span.OperationName == "process delivery").OrderBy(span => span.StartTimeUtc)
            .ToList();
        Assert.Equal(2, processed.Count);
        Assert.Equal(processed[0].SpanId, fetch.ParentSpanId);
        Assert.Equal(default, processed[1].ParentSpanId);
        foreach (var (span, receipt) in processed.Zip(receipts))
        {
            Assert.Contains(span.Links, link => link.Context.TraceId.ToHexString() == receipt.Split('-')[1]);
            Assert.Contains(span.Links, link => link.Context == fetch.Context);
            Assert.Equal("completed", span.GetTagItem(ReceiverTelemetry.OutcomeKey));
        }

        List<Activity> attempts;
        lock (spans)
        {
            attempts = [.. spans.Where(
                span => span.ParentSpanId == fetch.SpanId && span.OperationName.StartsWith(
                    "GET ", StringComparison.Ordinal)).OrderBy(span => span.StartTimeUtc)];
        }

        Assert.Equal([null, 1], attempts.Select(span => span.GetTagItem("http.request.resend_count")));
        Assert.Equal([503, 200], attempts.Select(span => span.GetTagItem("http.response.status_code")));
        Assert.Equal("http_503", attempts[1].GetTagItem("genesys.retry.reason"));
        Assert.Equal(1.0, attempts[1].GetTagItem("genesys.wait.retry"));
    }

    [Fact]
    public async Task WhatIsFetched_IsRecordedForWhoWantsIt_InTheCommitThatEndsTheDelivery()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(context, 200, """{"id":"c"}""");
        await using var host = await PumpHost.StartAsync(
            genesys.Address, settings:
            [
                ("Destinations:both:Type", "File"), ("Destinations:event:Payload", "Event"),
                ("Destinations:other:Topics:0", "v2.*"),
            ]);

        await host.RecordAsync("c");
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "it is finished");

        var (_, destinations, what) = Assert.Single(host.Journal.Locked(() => host.Journal.HandedOver.ToList()));
        Assert.Equal(["both"], destinations);
        Assert.Equal("""{"id":"c"}"""u8, what.Content!.Conversation.Span);
        Assert.Null(what.ConversationError);
    }

    [Fact]
    public async Task FetchThatFailsForGood_IsRecordedWithItsReason_ForWhoWantsTheEventToo()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(context, 410, "{}");
        await using var host = await PumpHost.StartAsync(
            genesys.Address, settings:
            [
                ("Destinations:both:Type", "File"), ("Destinations:conversation:Payload", "Conversation"),
                ("Destinations:event:Payload", "Event"),
            ]);

        await host.RecordAsync("c");
        await Eventually.IsTrue(
            () => host.Journal.Locked(() => host.Journal.DeadLetters.Count) == 1, "it is a dead letter");

        var (_, destinations, what) = Assert.Single(host.Journal.Locked(() => host.Journal.HandedOver.ToList()));
        Assert.Equal(["both"], destinations);
        Assert.Null(what.Content);
        Assert.Equal("http_410", what.ConversationError);
    }

    // Without the first token at the start: whoever waits would be told of it.
    private static void Use(HostApplicationBuilder builder, TimeProvider clock, Action<GenesysAvailability> begin)
    {
        builder.Services.Remove(builder.Services.Single(one => one.ImplementationType == typeof(TokenWarmUp)));
        builder.Services.AddSingleton(services =>
        {
            var availability = new GenesysAvailability(clock, services.GetRequiredService<ReceiverMetrics>());
            begin(availability);
            return availability;
        });
    }

    /// <summary>A clock that says one thing at its next reading, and another one at those after it.</summary>
    private sealed class ScriptedClock : FakeTimeProvider
    {
        private TimeSpan? _next;
        private TimeSpan _later;
        private Action? _read;

        public void Set(TimeSpan next, TimeSpan later) => (_next, _later) = (next, later);

        public void AtNextReading(Action act) => _read = act;

        public override long GetTimestamp()
        {
            var now = _next ?? _later;
            _next = null;
            Interlocked.Exchange(ref _read, null)?.Invoke();
            return now.Ticks;
        }
    }

    /// <summary>A clock that tells when it is asked for the time of day.</summary>
    private sealed class NoticingClock() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
    {
        private Action? _read;

        public void AtNextReading(Action act) => Volatile.Write(ref _read, act);

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Exchange(ref _read, null)?.Invoke();
            return base.GetUtcNow();
        }
    }
}
