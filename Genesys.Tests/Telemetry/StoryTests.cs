using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Telemetry;
using Genesys.Tests.GenesysCloud;
using Genesys.Tests.Journal;
using Genesys.Tests.MockCloudWatch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Genesys.Tests.Telemetry;

/// <summary>What became of an event can be read from its caller's trace and from what is linked to it.</summary>
public sealed class StoryTests(PostgresCluster cluster) : IDisposable
{
    private readonly SpanRecorder _spans = new();
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("story-");

    public void Dispose()
    {
        _spans.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AcceptedDelivery_TellsItsRequest_ItsCommit_AndEachAttemptWithTheWaitBeforeItAndWhy()
    {
        await using var genesys = await StubGenesys.StartAsync();
        var attempts = 0;
        genesys.OnConversation = context =>
            StubGenesys.Json(
                context, Interlocked.Increment(ref attempts) switch { 1 => 503, 2 => 401, _ => 200 }, "{}");
        await using var app = ReceiverApp.Start(new()
        {
            ["GENESYS_API_BASE"] = genesys.Address,
            ["GENESYS_LOGIN_BASE"] = genesys.Address,
            ["Processing:BaseDelay"] = "00:00:00.01",
            ["Processing:MaxJitter"] = "00:00:00",
        });
        var sent = new AnEvent();

        var requestId = await SendAsync(app, sent.ToString());
        var recorded = await InTraceAsync(ReceiverTelemetry.RecordDelivery);
        var processed = await _spans.LinkedAsync(ReceiverTelemetry.ProcessDelivery, recorded);

        var received = await InTraceAsync(ReceiverTelemetry.ReceiveDelivery);
        Assert.Equal(requestId, received.GetTagItem(ReceiverTelemetry.RequestIdKey));
        Assert.Equal(sent.Id, received.GetTagItem(ReceiverTelemetry.EventIdKey));
        Assert.Equal("accepted", received.GetTagItem(ReceiverTelemetry.OutcomeKey));
        Assert.Equal(received.SpanId, recorded.ParentSpanId);
        Assert.Equal(received.SpanId, (await InTraceAsync(ReceiverTelemetry.ValidateDelivery)).ParentSpanId);

        Assert.Equal(requestId, processed.GetTagItem(ReceiverTelemetry.RequestIdKey));
        Assert.Equal(1, processed.GetTagItem(ReceiverTelemetry.AttemptNumberKey));
        Assert.Equal("completed", processed.GetTagItem(ReceiverTelemetry.AttemptResultKey));
        var round = _spans.Trace(processed.TraceId);
        var fetch = Assert.Single(round, span => span.OperationName == ReceiverTelemetry.GetConversation);
        Assert.Equal(processed.SpanId, fetch.ParentSpanId);
        var tries = round.Where(span => span.ParentSpanId == fetch.SpanId).ToList();
        Assert.Equal([503, 401, 200], tries.Select(span => span.GetTagItem("http.response.status_code")));
        Assert.Equal([null, 1, 2], tries.Select(span => span.GetTagItem("http.request.resend_count")));
        Assert.Equal(
            [null, "http_503", "http_401"], tries.Select(span => span.GetTagItem(ReceiverTelemetry.RetryReasonKey)));
        Assert.Equal([null, 0.01, 0.0], tries.Select(span => span.GetTagItem(ReceiverTelemetry.RetryWaitKey)));
        Assert.Equal(["503", "401", null], tries.Select(span => span.GetTagItem("error.type")));
        Assert.Equal(["http_503", "http_401"], fetch.Events.Where(one => one.Name == ReceiverTelemetry.RetryEvent)
            .Select(one => one.Tags.Single(tag => tag.Key == ReceiverTelemetry.RetryReasonKey).Value));
        // The refused token was fetched anew within the last attempt.
        Assert.Equal(
            tries[2].SpanId,
            Assert.Single(round, span => span.OperationName == ReceiverTelemetry.GetToken).ParentSpanId);
    }

    [Fact]
    public async Task RejectedDelivery_TellsItsFindings_ItsRecord_AndTheBatchThatShippedIt()
    {
        await using var cloudWatch = new MockCloudWatchServer().Start();
        await using var app = ReceiverApp.Start(
            new() { ["CloudWatch:BatchAge"] = "00:00:00" },
            services =>
                services.Replace(
                    ServiceDescriptor.Singleton(new CloudWatchClient(() => cloudWatch.CreateLogsClient()))));

        await SendAsync(app, new AnEvent().Without("time").WithData("id", 7).ToString());
        var recorded = await InTraceAsync(ReceiverTelemetry.RecordAnomaly);
        var shipped = await _spans.LinkedAsync(ReceiverTelemetry.ShipAnomalies, recorded);

        Assert.Equal("SCHEMA_VALIDATION_FAILURE", recorded.GetTagItem(ReceiverTelemetry.AnomalyTypeKey));
        var validated = await InTraceAsync(ReceiverTelemetry.ValidateDelivery);
        Assert.Equal(ActivityStatusCode.Error, validated.Status);
        Assert.Equal("/data/id: must be a string; and 1 more", validated.StatusDescription);
        Assert.Equal(
            [("/data/id", "type"), ("/time", "required")],
            validated.Events.Select(one => one.Tags.ToDictionary())
                .Select(tags => ((string)tags[ReceiverTelemetry.PathKey]!, (string)tags["error.type"]!)).Order());
        Assert.Equal("shipped", shipped.GetTagItem(ReceiverTelemetry.OutcomeKey));
        Assert.Equal(
            ["genesys-eventbridge-validation"],
            Assert.IsType<string[]>(shipped.GetTagItem(ReceiverTelemetry.LogGroupKey)));
    }

    [Fact]
    public async Task DeadLetter_ItsAnomalyComesFromItsRound_AndTheBatchIsLinkedToThat()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(context, 410, "{}");
        await using var cloudWatch = new MockCloudWatchServer().Start();
        await using var app = ReceiverApp.Start(
            new()
            {
                ["GENESYS_API_BASE"] = genesys.Address,
                ["GENESYS_LOGIN_BASE"] = genesys.Address,
                ["CloudWatch:BatchAge"] = "00:00:00",
            },
            services =>
                services.Replace(
                    ServiceDescriptor.Singleton(new CloudWatchClient(() => cloudWatch.CreateLogsClient()))));

        await SendAsync(app, new AnEvent().ToString());
        var processed = await _spans.LinkedAsync(
            ReceiverTelemetry.ProcessDelivery, await InTraceAsync(ReceiverTelemetry.RecordDelivery));

        Assert.Equal("dead_lettered", processed.GetTagItem(ReceiverTelemetry.AttemptResultKey));
        Assert.Equal("http_410", processed.GetTagItem("error.type"));
        await _spans.LinkedAsync(ReceiverTelemetry.ShipAnomalies, processed);
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public async Task Restart_WhatTheNextRunDoesIsLinkedToTheRequestOfTheRunBefore(string journal)
    {
        Assert.SkipWhen(journal == "Postgres" && PostgresCluster.Absence is not null, PostgresCluster.Absence ?? "");
        var settings = new Dictionary<string, string?>
        {
            ["Journal:Provider"] = journal,
            ["ConnectionStrings:journal"] = journal == "Postgres"
                ? await cluster.CreateDatabaseAsync() : Path.Combine(_folder.FullName, "journal.db"),
            ["CloudWatch:BatchAge"] = "00:00:00",
            ["GENESYS_CLIENT_SECRET"] = null,
        };
        await using (var before = ReceiverApp.Start(
            settings,
            services =>
                services.Replace(
                    ServiceDescriptor.Singleton(
                        new CloudWatchClient(() => throw new InvalidOperationException("away"))))))
        {
            await SendAsync(before, $"[{new AnEvent()},{new AnEvent().Without("time")}]");
        }

        await using var genesys = await StubGenesys.StartAsync();
        await using var cloudWatch = new MockCloudWatchServer().Start();
        settings["GENESYS_CLIENT_SECRET"] = "secret";
        settings["GENESYS_API_BASE"] = settings["GENESYS_LOGIN_BASE"] = genesys.Address;
        await using var after = ReceiverApp.Start(
            settings,
            services =>
                services.Replace(
                    ServiceDescriptor.Singleton(new CloudWatchClient(() => cloudWatch.CreateLogsClient()))));

        await _spans.LinkedAsync(
            ReceiverTelemetry.ProcessDelivery, await InTraceAsync(ReceiverTelemetry.RecordDelivery));
        await _spans.LinkedAsync(ReceiverTelemetry.ShipAnomalies, await InTraceAsync(ReceiverTelemetry.RecordAnomaly));
    }

    [Fact]
    public async Task BigBatch_IsLinkedToEveryAnomalyOfIt()
    {
        await using var cloudWatch = new MockCloudWatchServer().Start();
        await using var app = ReceiverApp.Start(
            new() { ["CloudWatch:BatchAge"] = "00:00:01" },
            services =>
                services.Replace(
                    ServiceDescriptor.Singleton(new CloudWatchClient(() => cloudWatch.CreateLogsClient()))));

        await SendAsync(app, $"[{string.Join(',', Enumerable.Repeat("{}", 300))}]");
        await Eventually.IsTrue(
            () => LinkedFrom(ReceiverTelemetry.ShipAnomalies, ReceiverTelemetry.LinkAnomalies).Count == 300,
            "each anomaly is linked", limitSeconds: 120);

        Assert.All(
            _spans.Own.Where(
                span => span.OperationName is ReceiverTelemetry.ShipAnomalies or ReceiverTelemetry.LinkAnomalies),
            span => Assert.InRange(span.Links.Count(), 0, BatchSpan.MaxLinks));
    }

    private HashSet<ActivityContext> LinkedFrom(params string[] names) => _spans.Own
        .Where(span => names.Contains(span.OperationName)).SelectMany(span => span.Links).Select(link => link.Context)
        .Where(context => context.TraceId == _trace)
        .Select(context => new ActivityContext(context.TraceId, context.SpanId, context.TraceFlags)).ToHashSet();

    private Task<Activity> InTraceAsync(string name) =>
        _spans.UntilAsync(
            span => span.TraceId == _trace && span.OperationName == name, $"a span {name} in the caller's trace");

    /// <summary>Sends a body within the test's trace; returns the request id.</summary>
    private async Task<string> SendAsync(ReceiverApp app, string body)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Address, SubscriptionEndpoint.Path));
        request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        request.Headers.Add("traceparent", $"00-{_trace.ToHexString()}-b7ad6b7169203331-01");
        using var answer = await client.SendAsync(request, Cancel);
        return answer.Headers.GetValues("X-Request-Id").Single();
    }
}
