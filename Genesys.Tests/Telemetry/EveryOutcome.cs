using System.Diagnostics;
using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Faults;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Intake.Authentication;
using Genesys.Receiver.Telemetry;
using Genesys.Tests.GenesysCloud;
using Genesys.Tests.MockCloudWatch;
using Genesys.Tests.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Genesys.Tests.Telemetry;

/// <summary>
/// Drives the receiver through everything that makes telemetry, until all that docs/telemetry.md lists was emitted or
/// time is over.
/// </summary>
public sealed class EveryOutcome : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("every-outcome-");

    internal TelemetryPage Page { get; } = new();

    internal SpanRecorder Spans { get; } = new();

    internal MetricRecorder Metrics { get; } = new();

    /// <summary>Each span's name with each of its attributes.</summary>
    public IReadOnlySet<(string Span, string Attribute)> SpanAttributes =>
        Spans.Own.SelectMany(span => span.TagObjects, (span, tag) => (span.OperationName, tag.Key)).ToHashSet();

    /// <summary>Each event's name with its span's.</summary>
    public IReadOnlySet<(string Event, string Span)> EventSpans =>
        Spans.Own.SelectMany(span => span.Events, (span, one) => (one.Name, span.OperationName)).ToHashSet();

    /// <summary>Each event's name with each of its attributes.</summary>
    public IReadOnlySet<(string Event, string Attribute)> EventAttributes =>
        Spans.Own.SelectMany(span => span.Events).SelectMany(one => one.Tags, (one, tag) => (one.Name, tag.Key))
            .ToHashSet();

    /// <summary>What links say that they lead to.</summary>
    public IReadOnlySet<string> Links =>
        Spans.Own.SelectMany(span => span.Links).SelectMany(link => link.Tags ?? [])
            .Where(tag => tag.Key == ReceiverTelemetry.LinkKey).Select(tag => (string)tag.Value!).ToHashSet();

    public async ValueTask InitializeAsync()
    {
        await DriveDurableAsync();
        await DriveFullJournalAsync();
        await DriveInlineAsync();
        await DriveBugAsync();
        await DriveCircuitAsync();
        await DriveReconciliationAsync();
    }

    public ValueTask DisposeAsync()
    {
        Spans.Dispose();
        Metrics.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task DriveDurableAsync()
    {
        await using var cloudWatch = new MockCloudWatchServer().Start();
        await cloudWatch.AddFaultAsync(
            new Fault { Kind = FaultKind.Throttling, Operation = "PutLogEvents", Count = 1 });
        await cloudWatch.AddFaultAsync(
            new Fault { Kind = FaultKind.PartialRejection, Operation = "PutLogEvents", TooOldEnd = 1 });
        await using var genesys = await StubGenesys.StartAsync();
        var shared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tokens = 0;
        var good = genesys.OnToken;
        genesys.OnToken = async context =>
        {
            // Attempts wait for the token that the start asked for, and are linked to it; the first answer is a
            // failure.
            await Eventually.IsTrue(
                () =>
                    Spans.Started.Any(
                        span => span.OperationName.StartsWith("GET /api/v2/conversations", StringComparison.Ordinal)),
                        "an attempt waits");
            await (Interlocked.Increment(ref tokens) == 1 ? StubGenesys.Json(context, 503, "{}") : good(context));
        };
        var attempts = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        genesys.OnConversation = async context =>
        {
            var path = context.Request.Path.Value!;
            var attempt = attempts.AddOrUpdate(path, 1, (_, before) => before + 1);
            context.Response.Headers["ININ-Correlation-Id"] = "c0ffee00-aaaa-bbbb-cccc-444455556666";
            if (path.EndsWith("c-shared", StringComparison.Ordinal) && attempt == 1)
            {
                await shared.Task;
            }

            var status = path switch
            {
                _ when path.EndsWith("/details", StringComparison.Ordinal) =>
                    path.Contains("c-young", StringComparison.Ordinal) ? 404 : attempt == 1 ? 503 : 200,
                _ when path.EndsWith("c-shared", StringComparison.Ordinal) => attempt == 1 ? 503 : 200,
                _ when path.EndsWith("c-403", StringComparison.Ordinal) => 403,
                _ when path.EndsWith("c-404", StringComparison.Ordinal) => 404,
                _ => 200,
            };
            await StubGenesys.Json(context, status, """{"id":"c"}""");
        };

        await using var app = ReceiverApp.Start(
            new()
            {
                ["GENESYS_API_BASE"] = genesys.Address,
                ["GENESYS_LOGIN_BASE"] = genesys.Address,
                ["Genesys:IncludeAnalytics"] = "true",
                ["Processing:BaseDelay"] = "00:00:00",
                ["Processing:MaxJitter"] = "00:00:00",
                ["CloudWatch:BatchAge"] = "00:00:01",
                ["CloudWatch:BaseDelay"] = "00:00:00.01",
                ["Intake:MaxBodyBytes"] = "100000",
                ["Intake:Auth:AllowedAccounts:0"] = "123456789012",
                ["Destinations:dead:Type"] = "Webhook",
                ["Destinations:dead:Url"] = ReceiverApp.Nowhere,
                ["Destinations:refusing:Type"] = "Webhook",
                ["Destinations:refusing:Url"] = genesys.Address,
                ["Destinations:lake:Type"] = "File",
                ["Destinations:lake:Path"] = Path.Combine(_folder.FullName, "events.ndjson"),
            },
            services =>
                services.Replace(
                    ServiceDescriptor.Singleton(new CloudWatchClient(() => cloudWatch.CreateLogsClient()))));

        string[] bodies =
        [
            Flat("c-1").ToString(), Flat("c-404").ToString(), Flat("c-403").ToString(), Flat("c-young").ToString(),
            new AnEvent().WithoutConversation().ToString(), Flat("c-1").With("account", "999999999999").ToString(),
            Flat("c-1").Without("time").ToString(),
            "{\"id\":", $"[{Flat("c-2")},{string.Join(',', Enumerable.Repeat("{\"id\":1}", 300))}]",
            new string(' ', 200_000),
            DriftingEvent(),
        ];
        foreach (var body in bodies)
        {
            (await app.SendAsync(body, Cancel)).Dispose();
        }

        (await app.SendAsync("{}"u8.ToArray(), "text/plain", Cancel)).Dispose();
        (await app.SendAsync(Flat("c-shared").ToString(), Cancel)).Dispose();
        await Eventually.IsTrue(
            () => attempts.Keys.Any(path => path.EndsWith("c-shared", StringComparison.Ordinal)),
            "the first attempt is out", limitSeconds: 120);
        (await app.SendAsync(Flat("c-shared").ToString(), Cancel)).Dispose();
        shared.SetResult();
        await TryUntilAsync(() => Spans.Own.Any(span => span.OperationName == ReceiverTelemetry.LinkAnomalies)
            && Metrics.Attributes.ContainsKey(("genesys.anomaly.rejected", ReceiverTelemetry.ErrorTypeKey))
            && Metrics.Attributes.ContainsKey(("genesys.destination.delivered", ReceiverTelemetry.DestinationKey))
            && Metrics.Attributes.ContainsKey(("genesys.destination.waiting", ReceiverTelemetry.DestinationKey))
            && Spans.Own.Any(span => span.OperationName == ReceiverTelemetry.HandOver
                && span.GetTagItem(ReceiverTelemetry.StatusCodeKey) is not null)
            && Metrics.Attributes.ContainsKey(("genesys.health.state", ReceiverTelemetry.HealthCheckKey))
            && Spans.Own.Count(
                span => span.OperationName == ReceiverTelemetry.ProcessDelivery
                    && span.GetTagItem(ReceiverTelemetry.OutcomeKey) is not null) >= 7
            && Spans.Own.Any(span => span.GetTagItem(ReceiverTelemetry.FetchDeliveriesKey) is not null));
    }

    private static async Task DriveFullJournalAsync()
    {
        await using var app = ReceiverApp.Start(
            new() { ["Journal:MaxOpenDeliveries"] = "1", ["Journal:MaxOpenAnomalies"] = "1" });
        for (var i = 0; i < 3; i++)
        {
            (await app.SendAsync(Flat($"c-{i}").ToString(), Cancel)).Dispose();
            (await app.SendAsync("{}", Cancel)).Dispose();
        }
    }

    private static async Task DriveInlineAsync()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(context, 404, "{}");
        await using var app = ReceiverApp.Start(
            new()
            {
                ["GENESYS_API_BASE"] = genesys.Address,
                ["Processing:Mode"] = "Inline",
                ["Processing:MaxRetries"] = "0",
            });
        (await app.SendAsync(Flat("c").ToString(), Cancel)).Dispose();
        genesys.OnConversation = context => StubGenesys.Json(context, 503, "{}");
        (await app.SendAsync(Flat("c").ToString(), Cancel)).Dispose();
    }

    private static async Task DriveBugAsync()
    {
        await using var app = ReceiverApp.Start(
            services: services => services.Replace(ServiceDescriptor.Singleton<IAuthenticator>(new BrokenCheck())));
        (await app.SendAsync(Flat("c").ToString(), Cancel)).Dispose();
    }

    private static async Task DriveCircuitAsync()
    {
        using var client = new ClientFixture(("Processing:MaxRetries", "0"));
        client.Handler.OnConversation = (_, _, _) => ScriptedHandler.Answer(500);
        for (var i = 0; i < 21; i++)
        {
            await client.RunAsync(client.FetchAsync());
        }

        client.Time.Advance(TimeSpan.FromSeconds(15.1));
        client.Handler.OnConversation = (_, _, _) => ScriptedHandler.Answer(200);
        await client.RunAsync(client.FetchAsync());
    }

    private async Task DriveReconciliationAsync()
    {
        await using var genesys = await StubGenesys.StartAsync();
        var queries = 0;
        genesys.OnQuery = context =>
        {
            context.Response.Headers["ININ-Correlation-Id"] = "c0ffee00-aaaa-bbbb-cccc-444455556666";
            return Interlocked.Increment(ref queries) == 3
                ? StubGenesys.Json(context, 503, "{}") : StubGenesys.Json(context, 200, """{"totalHits":0}""");
        };
        await using var app = ReceiverApp.Start(new()
        {
            ["GENESYS_API_BASE"] = genesys.Address,
            ["GENESYS_LOGIN_BASE"] = genesys.Address,
            ["Reconciliation:Enabled"] = "true",
            ["Reconciliation:Interval"] = "00:01:00",
            ["Reconciliation:Delay"] = "00:00:00",
            ["Reconciliation:Lookback"] = "00:05:00",
            ["Reconciliation:RequestsPerMinute"] = "300",
        });
        await TryUntilAsync(
            () =>
                Metrics.Attributes.ContainsKey(
                    ("genesys.reconciliation.conversations", ReceiverTelemetry.ReconciliationResultKey))
            && Spans.Own.Any(
                span => span.OperationName == ReceiverTelemetry.ReconcileWindow
                    && span.Status == ActivityStatusCode.Error));
    }

    // What never comes is for the test to name, not for the wait.
    private async Task TryUntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(90))
        {
            Metrics.Observe();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }

        Metrics.Observe();
    }

    private static AnEvent Flat(string conversation) => new AnEvent().WithData("conversation_id", conversation);

    private static string DriftingEvent()
    {
        var drifting = Events.Partner("v2.detail.events.conversation.{id}.customer.end", new JsonObject
        {
            ["conversationId"] = Events.ConversationId,
            ["eventTime"] = 1_714_567_890_123,
            ["somethingNew"] = true,
        });
        drifting["id"] = Guid.NewGuid().ToString();
        return drifting.ToJsonString();
    }

    private sealed class BrokenCheck : IAuthenticator
    {
        public string? Challenge => null;

        public ValueTask<AuthenticationResult> AuthenticateAsync(
            IHeaderDictionary headers, CancellationToken cancellationToken) =>
                throw new InvalidOperationException("a bug");
    }
}
