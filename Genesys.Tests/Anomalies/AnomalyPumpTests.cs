using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Genesys.MockCloudWatch.Faults;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Genesys.Tests.Anomalies;

public sealed class AnomalyPumpTests : IAsyncDisposable
{
    private readonly AnomalyWorld _world = new();

    private IJournalAdministration Administration =>
        _world.Services.GetRequiredService<IJournalStore>().Administration;

    private IJournal Journal => (IJournal)_world.Services.GetRequiredService<IJournalStore>();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Start_CreatesGroupWithRetentionAndStream()
    {
        await _world.With("CloudWatch:RetentionDays", "30").StartAsync();

        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        var groups = await _world.Logs.DescribeLogGroupsAsync(Cancel);
        var streams = await _world.Logs.DescribeLogStreamsAsync(
            new DescribeLogStreamsRequest(AnomalyWorld.Group), Cancel);
        Assert.Equal(30, Assert.Single(groups.LogGroups!).RetentionInDays);
        Assert.Equal(AnomalyWorld.Stream, Assert.Single(streams.LogStreams!).LogStreamName);
    }

    [Fact]
    public async Task ExistingGroup_KeepsItsRetention()
    {
        await _world.Logs.CreateLogGroupAsync(new CreateLogGroupRequest(AnomalyWorld.Group), Cancel);
        await _world.StartAsync();

        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        Assert.Null(Assert.Single((await _world.Logs.DescribeLogGroupsAsync(Cancel)).LogGroups!).RetentionInDays);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RetentionOfANewGroup_ThatFailedOnce_IsSetLater_WhetherAnomaliesComeOrNot(bool isBusy)
    {
        await _world.Server.AddFaultAsync(
            new Fault { Kind = FaultKind.ServiceUnavailable, Operation = "PutRetentionPolicy", Count = 1 });
        await _world.With("CloudWatch:RetentionDays", "30")
            .With("CloudWatch:ProbeInterval", isBusy ? "01:00:00" : "00:00:10").StartAsync();

        await Eventually.IsTrue(
            async () =>
            {
                if (isBusy)
                {
                    await _world.RecordAsync(1);
                }

                return (await _world.Logs.DescribeLogGroupsAsync(Cancel)).LogGroups is [{ RetentionInDays: 30 }];
            },
            "the group has its retention",
            () => _world.Time.Advance(TimeSpan.FromSeconds(2)));
        Assert.Equal(1, _world.Server.Faults.Single().Hits);
    }

    [Fact]
    public async Task RoleThatMayNotSetTheRetention_ShipsAllTheSame_AndDoesntAskAllTheTime()
    {
        await _world.Server.AddFaultAsync(new Fault { Kind = FaultKind.Refusal, Operation = "PutRetentionPolicy" });
        await _world.With("CloudWatch:BatchAge", "00:00:00").StartAsync();
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        var asked = _world.Server.Faults.Single().Hits;

        for (var shipped = 1; shipped <= 5; shipped++)
        {
            await _world.RecordAsync(1);
            await Eventually.IsTrue(
                async () => (await _world.ReadAsync()).Length == shipped, "it is shipped",
                () => _world.Time.Advance(TimeSpan.FromMilliseconds(1)));
        }

        Assert.Equal(asked, _world.Server.Faults.Single().Hits);
        Assert.Equal(HealthStatus.Healthy, (await _world.HealthAsync()).Status);
    }

    [Fact]
    public async Task RecordedAnomalies_ArriveInOrderWithTheMomentOfReceipt()
    {
        await _world.StartAsync();
        var start = _world.Time.GetUtcNow();
        var ids = await _world.RecordAsync(300);

        await _world.ShippedAsync(300);

        Assert.Equal(ids, await _world.ReadRequestIdsAsync());
        var first = (await _world.Logs.GetLogEventsAsync(
            new GetLogEventsRequest(AnomalyWorld.Group, AnomalyWorld.Stream) { StartFromHead = true, Limit = 1 },
            Cancel)).Events![0];
        Assert.Equal(start.UtcDateTime, first.Timestamp);
        await _world.UntilAsync(async () => (await _world.Journal.GetStateAsync(Cancel)).OpenAnomalies == 0);
    }

    [Fact]
    public async Task AnomaliesWithinTheBatchAge_GoTogether()
    {
        var puts = await _world.Server.AddFaultAsync(
            new Fault { Kind = FaultKind.Latency, Operation = "PutLogEvents", Delay = TimeSpan.Zero });
        await _world.StartAsync();
        await _world.RecordAsync(2);
        await _world.ShippedAsync(2);

        Assert.Equal(1, _world.Server.Faults.Single(fault => fault.Id == puts.Id).Hits);
    }

    [Theory]
    [InlineData(FaultKind.Throttling, 6)]
    [InlineData(FaultKind.ServiceUnavailable, 6)]
    [InlineData(FaultKind.Reset, 6)]
    [InlineData(FaultKind.Hang, 2)]
    [InlineData(FaultKind.ForeignAnswer, 6)]
    public async Task Outage_LosesAndReordersNothing(FaultKind kind, int calls)
    {
        await _world.With("CloudWatch:BatchCount", "7").StartAsync();
        await _world.Server.AddFaultAsync(
            new Fault { Kind = kind, Operation = "PutLogEvents", Count = calls, After = 1 });
        var ids = await _world.RecordAsync(40);

        await _world.ShippedAsync(40);

        Assert.Equal(ids, await _world.ReadRequestIdsAsync());
        Assert.Equal(calls, _world.Server.Faults.Single().Hits);
    }

    [Fact]
    public async Task OutageOfBothSides_LeavesNoAnomalyInNobodysHands()
    {
        await _world.WithFailing(
            nameof(IJournal.ReleaseAsync), new JournalUnavailableException("The disk is away."), times: 2).StartAsync();
        await _world.Server.AddFaultAsync(
            new Fault { Kind = FaultKind.ServiceUnavailable, Operation = "PutLogEvents", Count = 1 });
        var ids = await _world.RecordAsync(5);

        await _world.ShippedAsync(5);

        Assert.Equal(ids, await _world.ReadRequestIdsAsync());
    }

    [Fact]
    public async Task Bug_IsDegradedHealthForAWhile_AndStopsNothing()
    {
        await _world.WithFailing(
            nameof(IJournal.LeaseAnomaliesAsync), new InvalidOperationException("A bug."), times: 2).StartAsync();
        var ids = await _world.RecordAsync(5);

        await _world.ShippedAsync(5);

        Assert.Equal(ids, await _world.ReadRequestIdsAsync());
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
    }

    [Fact]
    public async Task BugWhileABatchWaitsForCompany_LeavesNoAnomalyInNobodysHands()
    {
        // What is asked for besides the first is less than may be taken.
        await _world.With("CloudWatch:BatchAge", "00:01:00").WithFailing(
            nameof(IJournal.LeaseAnomaliesAsync), new InvalidOperationException("A bug."), times: 1,
            which: arguments => (int)arguments[0]! < 5_000).StartAsync();
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        var ids = await _world.RecordAsync(1);

        await _world.ShippedAsync(1);

        Assert.Equal(ids, await _world.ReadRequestIdsAsync());
    }

    [Fact]
    public async Task Outage_IsDegradedHealthWithASentence_UntilItIsOver()
    {
        await _world.StartAsync();
        await _world.Server.AddFaultAsync(new Fault { Kind = FaultKind.Throttling, Operation = "PutLogEvents" });
        await _world.RecordAsync(1);

        const string Sentence = "CloudWatch Logs is throttling (ThrottlingException). Anomalies wait in the journal.";
        await _world.UntilAsync(
            async () => await _world.HealthAsync() is { Status: HealthStatus.Degraded, Description: Sentence });

        await _world.Server.ClearFaultsAsync();
        await _world.ShippedAsync(1);
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
    }

    [Fact]
    public async Task OutageOfADayAndAHalf_EverythingArrivesOnce_InBatchesThatAreTaken()
    {
        var (isAway, attempts) = (false, 0);
        var outage = new AmazonServiceException(
            "x", null, ErrorType.Receiver, "ServiceUnavailableException", "id", HttpStatusCode.ServiceUnavailable);
        await _world.StartAsync(() => Faulty<IAmazonCloudWatchLogs>.Around(
            _world.Logs, (_, _) => isAway && ++attempts > 0, outage));
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        using var rejected = new MetricCollector<long>(
            _world.Services.GetRequiredService<IMeterFactory>(), ReceiverTelemetry.Name, "genesys.anomaly.rejected");
        isAway = true;

        // It is young enough when it is recorded, and too old for its own timestamp when it can be sent.
        var received = _world.Time.GetUtcNow() - TimeSpan.FromDays(13);
        var ids = (await _world.RecordAsync(1, record => record with { ReceivedAt = received })).ToList();
        for (var hour = 0; hour < 36; hour++)
        {
            ids.AddRange(await _world.RecordAsync(2));
            var before = attempts;
            _world.Time.Advance(TimeSpan.FromHours(1));
            await Eventually.IsTrue(
                () => attempts > before, "it is tried again", () => _world.Time.Advance(TimeSpan.FromSeconds(5)));
        }

        var health = await _world.HealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("(ServiceUnavailableException)", health.Description, StringComparison.Ordinal);
        var state = await _world.Journal.GetStateAsync(Cancel);
        Assert.Equal(ids.Count, state.OpenAnomalies);
        Assert.True(state.OldestAnomalyAge > TimeSpan.FromDays(14));

        isAway = false;
        await _world.ShippedAsync(ids.Count);

        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        Assert.Equal(ids.Order(), (await _world.ReadRequestIdsAsync()).Order());
        Assert.Equal(0, await Administration.CountSetAsideAsync(Cancel));
        Assert.Empty(rejected.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task OutageInWhichAnotherReceiverIsQuicker_IsNotOver()
    {
        var isOtherQuicker = false;
        var others = await StartAnOutageBesideAnotherReceiverAsync(() => isOtherQuicker);

        isOtherQuicker = true;
        await _world.UntilAsync(() => Task.FromResult(!others.IsEmpty));
        isOtherQuicker = false;
        var refused = _world.Server.Faults.Single().Hits;
        await ReleaseAsync(others);
        await _world.UntilAsync(() => Task.FromResult(_world.Server.Faults.Single().Hits > refused));
        await _world.Server.ClearFaultsAsync();
        await _world.ShippedAsync(1);

        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        Assert.Equal(2, _world.SaidToBeReached);
    }

    [Fact]
    public async Task EndOfAnOutage_IsFoundByAsking_WhereAnotherReceiverIsAlwaysQuicker()
    {
        var others = await StartAnOutageBesideAnotherReceiverAsync(() => true);
        await _world.UntilAsync(() => Task.FromResult(!others.IsEmpty));

        await _world.UntilAsync(async () =>
        {
            await ReleaseAsync(others);
            return (await _world.HealthAsync()).Status is HealthStatus.Healthy;
        });
    }

    [Fact]
    public async Task BatchThatWasTakenBefore_IsShipped()
    {
        await _world.StartAsync(() => TakenBefore("id"));
        using var shipped = new MetricCollector<long>(
            _world.Services.GetRequiredService<IMeterFactory>(), ReceiverTelemetry.Name, "genesys.anomaly.shipped");
        await _world.RecordAsync(3);

        await _world.UntilAsync(async () => (await _world.Journal.GetStateAsync(Cancel)).OpenAnomalies == 0);

        Assert.Equal(0, await Administration.CountSetAsideAsync(Cancel));
        Assert.Equal(3, shipped.GetMeasurementSnapshot().EvaluateAsCounter());
    }

    [Fact]
    public async Task BatchThatAForeignAnswerCallsTaken_Waits()
    {
        await _world.StartAsync(() => TakenBefore(requestId: ""));
        await _world.RecordAsync(1);

        await _world.UntilAsync(async () =>
            (await _world.HealthAsync()).Description?.Contains("x-amzn-RequestId", StringComparison.Ordinal) is true);
        Assert.Equal(1, (await _world.Journal.GetStateAsync(Cancel)).OpenAnomalies);
    }

    [Theory]
    [InlineData(FaultKind.DeleteGroup)]
    [InlineData(FaultKind.DeleteStream)]
    public async Task GroupOrStreamDeletedUnderIt_IsCreatedAgainAndTheBatchResent(FaultKind kind)
    {
        await _world.StartAsync();
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        await _world.Server.AddFaultAsync(new Fault { Kind = kind, Operation = "PutLogEvents", Count = 1 });
        var ids = await _world.RecordAsync(3);

        await _world.ShippedAsync(3);

        Assert.Equal(ids, await _world.ReadRequestIdsAsync());
    }

    [Fact]
    public async Task PoisonAnomaly_IsSetAsideAndTheOthersArrive()
    {
        await _world.StartAsync();
        await _world.Server.AddFaultAsync(
            new Fault { Kind = FaultKind.Refusal, Operation = "PutLogEvents", Containing = "request-000005" });
        var ids = await _world.RecordAsync(11);

        await _world.ShippedAsync(10);

        Assert.Equal(ids.Where(id => id != "request-000005"), await _world.ReadRequestIdsAsync());
        await _world.UntilAsync(async () => (await _world.Journal.GetStateAsync(Cancel)).OpenAnomalies == 0);
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
    }

    [Theory]
    [InlineData("InvalidParameterException", HttpStatusCode.BadRequest, "InvalidParameterException")]
    [InlineData("RequestEntityTooLarge", HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge")]
    [InlineData("somebody@example.com", HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge")]
    [InlineData("ACodeThatAProxyMadeUp7", HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge")]
    [InlineData(null, HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge")]
    public async Task RefusedAnomaly_IsSetAsideForAReasonOfAFew(string? code, HttpStatusCode status, string reason)
    {
        Exception failure = code == "InvalidParameterException"
            ? new InvalidParameterException("x", ErrorType.Sender, code, "id", status)
            : new AmazonServiceException("x", null, ErrorType.Sender, code, "id", status);
        await _world.StartAsync(() => Faulty<IAmazonCloudWatchLogs>.Around(
            _world.Logs, (member, _) => member == nameof(IAmazonCloudWatchLogs.PutLogEventsAsync), failure));
        using var reasons = new MetricCollector<long>(
            _world.Services.GetRequiredService<IMeterFactory>(), ReceiverTelemetry.Name, "genesys.anomaly.rejected");
        await _world.RecordAsync(1);

        await _world.UntilAsync(async () => await Administration.CountSetAsideAsync(Cancel) == 1);

        Assert.Equal(reason, Assert.Single(reasons.GetMeasurementSnapshot()).Tags[ReceiverTelemetry.ErrorTypeKey]);
    }

    [Fact]
    public async Task AnomalySetAside_IsShipped_WhenItIsReplayedInTheNextRun()
    {
        await _world.StartAsync();
        await _world.Server.AddFaultAsync(new Fault { Kind = FaultKind.Refusal, Operation = "PutLogEvents" });
        var ids = await _world.RecordAsync(1);
        await _world.UntilAsync(async () => await Administration.CountSetAsideAsync(Cancel) == 1);
        await _world.StopAsync();
        await _world.Server.ClearFaultsAsync();
        await _world.StartAsync();

        Assert.NotNull(await Administration.ReplayAnomalyAsync(1, Cancel));

        await _world.ShippedAsync(1);
        Assert.Equal(ids, await _world.ReadRequestIdsAsync());
    }

    [Fact]
    public async Task RejectedEvents_GoOnceMoreWithThePresentAsTimestamp()
    {
        await _world.StartAsync();
        await _world.Server.AddFaultAsync(
            new Fault
            {
                Kind = FaultKind.PartialRejection,
                Operation = "PutLogEvents",
                Count = 1,
                TooOldEnd = 2,
                TooNewStart = 4,
            });
        var ids = await _world.RecordAsync(5);

        await _world.ShippedAsync(5);

        Assert.Equal(ids.Order(), (await _world.ReadRequestIdsAsync()).Order());
    }

    [Fact]
    public async Task EventsRejectedTwice_AreSentAgain()
    {
        await _world.StartAsync();
        await _world.Server.AddFaultAsync(
            new Fault { Kind = FaultKind.PartialRejection, Operation = "PutLogEvents", TooOldEnd = 1, Count = 2 });
        await _world.RecordAsync(3);

        await _world.ShippedAsync(3);

        Assert.Equal(
            ["request-000000", "request-000001", "request-000002"], (await _world.ReadRequestIdsAsync()).Order());
    }

    [Fact]
    public async Task EventsRejectedToTheLast_AreSetAside()
    {
        await _world.StartAsync();
        await _world.Server.AddFaultAsync(
            new Fault { Kind = FaultKind.PartialRejection, Operation = "PutLogEvents", TooOldEnd = 1 });
        await _world.RecordAsync(3);

        await _world.ShippedAsync(2);

        await _world.UntilAsync(async () => (await _world.Journal.GetStateAsync(Cancel)).OpenAnomalies == 0);
        Assert.Equal(["request-000001", "request-000002"], await _world.ReadRequestIdsAsync());
    }

    [Fact]
    public async Task AnomalyOlderThanFourteenDays_ShipsWithThePresentAndKeepsItsMomentOfReceipt()
    {
        await _world.StartAsync();
        var received = _world.Time.GetUtcNow() - TimeSpan.FromDays(20);
        await _world.RecordAsync(1, record => record with { ReceivedAt = received });

        var message = Assert.Single(await _world.ShippedAsync(1));

        Assert.Equal(received, message.GetProperty("receivedAt").GetDateTimeOffset());
        Assert.True(message.GetProperty("timestamp").GetInt64() > received.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task WhatSpansMoreThanADay_GoesInSeveralBatches()
    {
        await _world.StartAsync();
        var now = _world.Time.GetUtcNow();
        await _world.RecordAsync(
            6,
            record =>
                record with
                {
                    ReceivedAt = now
                    - TimeSpan.FromHours(20 * (5 - int.Parse(record.RequestId[^1..], null)))
                });

        await _world.ShippedAsync(6);
    }

    [Fact]
    public async Task Shutdown_ShipsTheTail()
    {
        await _world.StartAsync();
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        await _world.RecordAsync(4);

        await _world.StopAsync();

        Assert.Equal(4, (await _world.ReadAsync()).Length);
    }

    [Fact]
    public async Task Shutdown_WithCloudWatchAway_EndsAtOnceAndTheNextRunShips()
    {
        await _world.StartAsync();
        await _world.Server.AddFaultAsync(new Fault { Kind = FaultKind.ServiceUnavailable });
        var ids = await _world.RecordAsync(4);
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Degraded);

        await _world.StopAsync();
        await _world.Server.ClearFaultsAsync();
        await _world.StartAsync();

        await _world.ShippedAsync(4);
        Assert.Equal(ids, await _world.ReadRequestIdsAsync());
    }

    [Theory]
    [InlineData("AWS_REGION")]
    [InlineData("AWS_ACCESS_KEY_ID")]
    public async Task MissingAwsSetting_IsDegradedHealthThatNamesIt_AndWhatWaitsIsShippedOnceItIsThere(string missing)
    {
        var credentials = new LateCredentials();
        var client = new AmazonCloudWatchLogsClient(
            credentials,
            new AmazonCloudWatchLogsConfig
            {
                ServiceURL = _world.Server.Address.ToString(),
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            });
        await _world.StartAsync(() => missing == "AWS_REGION" && !credentials.AreThere
            ? throw new AmazonClientException("No RegionEndpoint or ServiceURL configured") : client);
        await _world.RecordAsync(1);

        await _world.UntilAsync(
            async () =>
                (await _world.HealthAsync()).Description?.Contains(missing, StringComparison.Ordinal) is true);
        Assert.Equal(HealthStatus.Degraded, (await _world.HealthAsync()).Status);

        credentials.AreThere = true;
        await _world.ShippedAsync(1);
    }

    private sealed class LateCredentials : AWSCredentials
    {
        private volatile bool _areThere;

        public bool AreThere
        {
            get => _areThere;
            set => _areThere = value;
        }

        public override ImmutableCredentials GetCredentials() => AreThere
            ? new ImmutableCredentials("test", "test", null)
            : throw new AmazonClientException("Failed to resolve AWS credentials.");
    }

    [Fact]
    public async Task SharedJournal_GivesEachInstanceAStreamOfItsOwn()
    {
        var options = Microsoft.Extensions.Options.Options.Create(
            new Receiver.Anomalies.CloudWatchOptions { Instance = "blue" });
        var journal = Microsoft.Extensions.Options.Options.Create(
            new Receiver.Journal.JournalOptions { Provider = Receiver.Journal.JournalProvider.Postgres });
        using var client = new Receiver.Anomalies.CloudWatchClient(() => _world.Logs);

        var destination = new Receiver.Anomalies.LogDestination(
            client, options, journal, _world.Time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Receiver.Anomalies.LogDestination>.Instance);

        Assert.Equal("structural-anomalies/blue", destination.Stream);
        Assert.Null(await destination.EnsureAsync(Cancel));
    }

    [Fact]
    public async Task ShipAnomaliesSpan_IsLinkedToTheSpansThatRecordedThem()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ReceiverTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        await _world.StartAsync();
        await _world.RecordAsync(1, record => record with { TraceParent = $"00-{trace}-b7ad6b7169203331-01" });
        await _world.ShippedAsync(1);

        await _world.UntilAsync(() =>
        {
            lock (spans)
            {
                return Task.FromResult(spans.Any(span => span.OperationName == ReceiverTelemetry.ShipAnomalies
                    && span.Links.Any(link => link.Context.TraceId.ToHexString() == trace)));
            }
        });
    }

    /// <summary>CloudWatch Logs takes no batch, and one anomaly waits; returns what the other receiver holds.</summary>
    private async Task<ConcurrentQueue<LeasedAnomaly>> StartAnOutageBesideAnotherReceiverAsync(
        Func<bool> isOtherQuicker)
    {
        var (others, isOutage) = (new ConcurrentQueue<LeasedAnomaly>(), false);
        await _world.WithFailing(
            nameof(IJournal.LeaseAnomaliesAsync), new InvalidOperationException("Never thrown."), times: 1, which: _ =>
            {
                if (isOutage && isOtherQuicker())
                {
                    var taken = Journal.LeaseAnomaliesAsync(10, Cancel).AsTask().GetAwaiter().GetResult();
                    taken.ToList().ForEach(others.Enqueue);
                }

                return false;
            }).StartAsync();
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Healthy);
        await _world.Server.AddFaultAsync(new Fault { Kind = FaultKind.Throttling, Operation = "PutLogEvents" });
        await _world.RecordAsync(1);
        await _world.UntilAsync(async () => (await _world.HealthAsync()).Status is HealthStatus.Degraded);
        isOutage = true;
        return others;
    }

    private async Task ReleaseAsync(ConcurrentQueue<LeasedAnomaly> others)
    {
        while (others.TryDequeue(out var one))
        {
            await Journal.ReleaseAsync([one], Cancel);
        }
    }

    private IAmazonCloudWatchLogs TakenBefore(string requestId) => Faulty<IAmazonCloudWatchLogs>.Around(
        _world.Logs,
        (member, _) => member == nameof(IAmazonCloudWatchLogs.PutLogEventsAsync),
        new DataAlreadyAcceptedException(
            "x", ErrorType.Sender, nameof(DataAlreadyAcceptedException), requestId, HttpStatusCode.BadRequest));
}
