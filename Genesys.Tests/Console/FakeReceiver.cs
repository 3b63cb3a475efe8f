using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Genesys.Receiver.Client;
using Genesys.ServiceDefaults.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Genesys.Tests.Console;

/// <summary>An admin API that answers with <see cref="ReceiverStory"/>, and keeps what it was asked.</summary>
public sealed class FakeReceiver : IAsyncDisposable
{
    // As often as the receiver shows that it is there.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;
    private readonly Channel<(string Name, string Data)> _changes = Channel.CreateUnbounded<(string, string)>();
    private bool _isForbidden;
    private int _watchers;
    private (Func<HttpContext, bool> Which, int Status) _broken = (_ => false, 503);
    private Func<HttpContext, bool> _isLost = _ => false;
    private Func<HttpContext, Task>? _instead;
    private Func<HttpContext, Task> _before = _ => Task.CompletedTask;
    private Func<JsonNode?, JsonNode?>? _rewrite;

    private FakeReceiver(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>What it says.</summary>
    public ReceiverStory Story { get; } = new();

    /// <summary>What was sent to it: method, path with query, body and whoever sent it.</summary>
    public ConcurrentQueue<(string Method, string Path, string Body, string Credential)> Requests { get; } = [];

    /// <summary>How many read its stream of changes now.</summary>
    public int Watchers => Volatile.Read(ref _watchers);

    public static async Task<FakeReceiver> StartAsync(string url = "http://127.0.0.1:0")
    {
        var app = LoopbackApp.Build(host => host.UseUrls(url).ConfigureKestrel(
            kestrel => kestrel.Limits.MaxRequestLineSize = ConnectionLimit.RequestLineBytes));
        var fake = new FakeReceiver(app);
        app.Use(fake.KeepAsync);
        fake.Map();
        await app.StartAsync();
        return fake;
    }

    /// <summary>Can't answer some requests.</summary>
    public void Break(Func<HttpContext, bool> which, int status = 503) => _broken = (which, status);

    /// <summary>Knows nothing of what some requests name.</summary>
    public void Lose(Func<HttpContext, bool> which) => _isLost = which;

    /// <summary>Waits before it answers.</summary>
    public void Hold(Func<HttpContext, Task> before) => _before = before;

    /// <summary>Answers all requests as something else does.</summary>
    public void Replace(Func<HttpContext, Task> with) => _instead = with;

    /// <summary>Answers with something else than it would, but for who asks.</summary>
    public void Rewrite(Func<JsonNode?, JsonNode?> how) => _rewrite = how;

    /// <summary>Lets nobody read.</summary>
    public void Forbid() => _isForbidden = true;

    /// <summary>Sends one who watches what no receiver would.</summary>
    public void Tell(string name, string data) => _changes.Writer.TryWrite((name, data));

    /// <summary>Tells whoever watches.</summary>
    public void Tell<T>(string name, T data, JsonTypeInfo<T> type) =>
        _changes.Writer.TryWrite((name, JsonSerializer.Serialize(data, type)));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task KeepAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.EnableBuffering();
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        context.Request.Body.Position = 0;
        var credential = context.Request.Headers["X-Api-Key"].ToString() + context.Request.Headers.Authorization;
        Requests.Enqueue((context.Request.Method, context.Request.Path + context.Request.QueryString.ToString(), body,
            credential));
        await _before(context);
        if (_instead is { } instead)
        {
            await instead(context);
        }
        else if (_broken is var (isBroken, status) && isBroken(context))
        {
            await ProblemAsync(context, status, "The journal is unavailable. Try again.");
        }
        else if (_isLost(context))
        {
            await ProblemAsync(context, 404, "There is no such entry.", "/problems/no-such-entry");
        }
        else if (_isForbidden)
        {
            await ProblemAsync(context, 403, "This needs the role reader or operator.");
        }
        else if (!HttpMethods.IsGet(context.Request.Method) && context.Request.Path != "/admin/validate"
            && Story.RoleOf(credential) == OperatorRole.Reader)
        {
            await ProblemAsync(context, 403, "This needs the role operator, and the caller is a reader.");
        }
        else if (context.Request.Query.TryGetValue("cursor", out var cursor) && !ulong.TryParse(cursor, out _))
        {
            await ProblemAsync(context, 400, "cursor isn't one that this route gave.");
        }
        else
        {
            await next(context);
        }
    }

    private void Map()
    {
        Get("/admin/me", ReceiverJson.Default.OperatorIdentity, context =>
            Story.Me(context.Request.Headers["X-Api-Key"].ToString() + context.Request.Headers.Authorization));
        Get("/admin/about", ReceiverJson.Default.ReceiverInfo, _ => Story.Info);
        Get("/admin/counts", ReceiverJson.Default.Counts, _ => Story.Counts);
        Get("/health", ReceiverJson.Default.Health, _ => Story.Health);
        Get("/admin/activity", ReceiverJson.Default.PageActivityMinute, _ => new Page<ActivityMinute>(Story.Activity));
        Get("/admin/deliveries", ReceiverJson.Default.PageDeliverySummary, context =>
            Story.Find(context.Request.Query));
        Get("/admin/deliveries/{key}", ReceiverJson.Default.DeliveryDetails, context =>
            Story.Details(Key(context), context.Request.Query["clear"] == "true"));
        Get("/admin/failures", ReceiverJson.Default.PageFailureGroup, _ => new Page<FailureGroup>(Story.Failures));
        Get("/admin/failures/{key}", ReceiverJson.Default.FailureDetails, context =>
            Story.Failure((string)context.Request.RouteValues["key"]!));
        Get("/admin/anomalies", ReceiverJson.Default.PageAnomaly, context =>
            Story.FindAnomalies(context.Request.Query));
        Get("/admin/anomalies/groups", ReceiverJson.Default.PageAnomalyGroup, context => new Page<AnomalyGroup>(
            context.Request.Query.ContainsKey("to") ? Story.EarlierAnomalyGroups : Story.AnomalyGroups));
        Get("/admin/anomalies/{key:long}", ReceiverJson.Default.Anomaly, context => Story.Anomaly(Key(context)));
        Get("/admin/jobs", ReceiverJson.Default.PageJob, _ =>
            new Page<Job>([.. Story.Jobs.OrderByDescending(job => job.Id)]));
        Get("/admin/jobs/{key}", ReceiverJson.Default.Job, context =>
            Story.Jobs.SingleOrDefault(job => job.Id == Key(context)));
        Get("/admin/reconciliation", ReceiverJson.Default.PageReconciliationWindow, _ =>
            new Page<ReconciliationWindow>(Story.Windows));
        Get("/admin/reconciliation/{key}", ReceiverJson.Default.ReconciliationDetails, context =>
            Story.Window(Key(context)));
        Get("/admin/audit", ReceiverJson.Default.PageAuditEntry, context => Story.FindAudit(context.Request.Query));
        Get("/admin/destinations", ReceiverJson.Default.PageDestination, _ =>
            new Page<Destination>(Story.Counts.Destinations));
        Get("/admin/schemas", ReceiverJson.Default.SchemaList, _ => Story.Schemas);
        _app.MapPost("/admin/jobs", async context =>
        {
            var asked = (await JsonSerializer.DeserializeAsync(context.Request.Body, ReceiverJson.Default.JobRequest))!;
            await (asked.DryRun == true
                ? context.Response.WriteAsJsonAsync(Story.Count(asked), ReceiverJson.Default.JobCount)
                : context.Response.WriteAsJsonAsync(Story.Create(asked), ReceiverJson.Default.Job));
        });
        Post("/admin/jobs/{key}/stop", ReceiverJson.Default.Job, context => Story.Stop(Key(context)));
        Post("/admin/destinations/{key}/pause", ReceiverJson.Default.Destination, context =>
            Story.Set(Name(context), DestinationStanding.PausedByOperator));
        Post("/admin/destinations/{key}/resume", ReceiverJson.Default.Destination, context =>
            Story.Set(Name(context), DestinationStanding.Working));
        Post("/admin/destinations/{key}/test", ReceiverJson.Default.DestinationTest, _ => Story.Test);
        Post("/admin/destinations/{key}/discard", ReceiverJson.Default.DiscardedWaiting, _ => new DiscardedWaiting(3));
        Post("/admin/anomalies/{key}", ReceiverJson.Default.CommandResult, _ => Story.Acted);
        _app.MapPost("/eventbridge/subscription", async context =>
            await context.Response.WriteAsync("{\"status\":\"accepted\"}"));
        Post("/admin/validate", ReceiverJson.Default.PayloadReport, _ => Story.Report);
        _app.MapGet("/admin/changes", WatchAsync);
    }

    private async Task WatchAsync(HttpContext context)
    {
        Interlocked.Increment(ref _watchers);
        await using var heartbeat = TimeProvider.System.CreateTimer(
            _ => Tell("", ""), null, Heartbeat, Heartbeat);
        try
        {
            context.Response.ContentType = "text/event-stream";
            await WriteAsync(context, "counts", JsonSerializer.Serialize(Story.Counts, ReceiverJson.Default.Counts));
            await foreach (var (name, data) in _changes.Reader.ReadAllAsync(context.RequestAborted))
            {
                await WriteAsync(context, name, data);
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever watched is gone.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    private static async Task WriteAsync(HttpContext context, string name, string data)
    {
        await context.Response.WriteAsync(
            name == "" ? ":\n\n" : $"id: 1\nevent: {name}\ndata: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private void Get<T>(string path, JsonTypeInfo<T> type, Func<HttpContext, T?> answer) =>
        _app.MapGet(path, context => AnswerAsync(context, type, answer));

    private void Post<T>(string path, JsonTypeInfo<T> type, Func<HttpContext, T?> answer) =>
        _app.MapPost(path, context => AnswerAsync(context, type, answer));

    private Task AnswerAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<HttpContext, T?> answer) =>
        answer(context) is { } value
            ? _rewrite is { } rewrite && context.Request.Path != "/admin/me"
                ? context.Response.WriteAsJsonAsync(rewrite(JsonSerializer.SerializeToNode(value, type)))
                : context.Response.WriteAsJsonAsync(value, type)
            : ProblemAsync(context, 404, "There is no such entry.", "/problems/no-such-entry");

    private static Task ProblemAsync(HttpContext context, int status, string detail, string? type = null)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ReceiverProblem { Status = status, Detail = detail, Type = type },
                ReceiverJson.Default.ReceiverProblem, "application/problem+json");
    }

    private static long Key(HttpContext context) =>
        long.Parse((string)context.Request.RouteValues["key"]!, System.Globalization.CultureInfo.InvariantCulture);

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["key"]!;
}
