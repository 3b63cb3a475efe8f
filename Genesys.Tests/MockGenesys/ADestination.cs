using System.Collections.Concurrent;
using Genesys.MockGenesys.Sender;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Genesys.Tests.MockGenesys;

/// <summary>A receiver on a free port that keeps every request and answers as a test says.</summary>
internal sealed class ADestination : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _requests = new();

    private ADestination(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Writes the answer to a post; 200 unless set.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Answers every post with a status alone.</summary>
    public void AnswerWith(int status) => Answer = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Ids of the deliveries that its journal has as open; null: it has no admin API.</summary>
    public IReadOnlyList<string>? OpenDeliveries { get; set; }

    /// <summary>Ids of the deliveries that its journal has as finished.</summary>
    public IReadOnlyList<string> FinishedDeliveries { get; set; } = [];

    public IReadOnlyCollection<Received> Requests => _requests;

    public static async Task<ADestination> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var destination = new ADestination(app);
        app.MapGet("/alive", () => "ok");
        app.MapGet("/admin/deliveries", (string state, long? before) => destination.OpenDeliveries is null
            ? Results.NotFound()
            : Results.Json(
                PageOf(
                    state == "open" ? destination.OpenDeliveries : state == "finished" ? destination.FinishedDeliveries : [],
                    before)));
        app.MapPost("/{**path}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            destination._requests.Enqueue(new Received(
                context.Request.Path, context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase), body.ToArray()));
            await destination.Answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return destination;
    }

    /// <summary>
    /// Moves the mock's clock in small steps until <paramref name="condition"/> holds, but not while a request is under
    /// way unless
    /// <paramref name="hangs"/>: a busy machine's milliseconds must not look like the sender's seconds. Fails after 90
    /// real seconds.
    /// </summary>
    public static async Task UntilAsync(
        AMock mock, Func<LedgerCounts, bool> condition, TimeSpan? step = null, bool hangs = false)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (!condition(mock.Get<Ledger>().Count()))
        {
            if (hangs || mock.Get<ApiDestination>().UnderWay == 0)
            {
                mock.Clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // One delivery a page, the newest first, as keyset paging would have it.
    private static object PageOf(IReadOnlyList<string> ids, long? before)
    {
        var index = (int)(before ?? ids.Count) - 1;
        return new
        {
            items = index < 0 ? [] : new[] { new { key = index, eventId = ids[index], receivedAt = AMock.Start } },
            next = index > 0 ? (long?)index : null,
        };
    }

    public sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
