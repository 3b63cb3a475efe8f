using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Genesys.MockGenesys.Sender;
using Genesys.Receiver.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Genesys.Tests.MockGenesys;

/// <summary>A receiver on a free port that keeps every request and answers as a test says.</summary>
internal sealed class ADestination : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _requests = new();
    private int _journalReads;

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

    /// <summary>Its searches find what was recorded before this moment.</summary>
    public DateTimeOffset IndexedUpTo { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Ids of the deliveries that its journal has as finished.</summary>
    public IReadOnlyList<string> FinishedDeliveries { get; set; } = [];

    /// <summary>How many pages of its journal were read.</summary>
    public int JournalReads => Volatile.Read(ref _journalReads);

    public IReadOnlyCollection<Received> Requests => _requests;

    public static async Task<ADestination> StartAsync()
    {
        var app = LoopbackApp.Build();
        var destination = new ADestination(app);
        app.MapGet("/alive", () => "ok");
        app.MapGet("/admin/deliveries", (string? cursor) => destination.OpenDeliveries is null
            ? Results.NotFound()
            : Results.Text(
                JsonSerializer.Serialize(destination.PageOf(cursor), ReceiverJson.Default.PageDeliverySummary),
                "application/json"));
        app.MapGet("/admin/counts", () => destination.OpenDeliveries is null
            ? Results.NotFound()
            : Results.Text(
                JsonSerializer.Serialize(destination.Counts, ReceiverJson.Default.Counts), "application/json"));
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
        await app.StartAsync(Cancel);
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
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
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

    private Counts Counts => new()
    {
        OpenDeliveries = OpenDeliveries!.Count,
        DeadLetters = 0,
        OpenAnomalies = 0,
        SetAsideAnomalies = 0,
        OldestDeliveryAgeSeconds = 0,
        OldestAnomalyAgeSeconds = 0,
        Bytes = 0,
        Index = new IndexState(IndexedUpTo, 0),
        GenesysCloud = new GenesysCloudState { Circuit = CircuitState.Closed },
    };

    // One delivery a page, as the shortest pages would have it.
    private Page<DeliverySummary> PageOf(string? cursor)
    {
        Interlocked.Increment(ref _journalReads);
        var all = OpenDeliveries!.Select(id => (Id: id, State: DeliveryState.Open))
            .Concat(FinishedDeliveries.Select(id => (Id: id, State: DeliveryState.Finished))).ToList();
        var index = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        return new Page<DeliverySummary>(
            index < all.Count ? [Summary(index, all[index].Id, all[index].State)] : [],
            index + 1 < all.Count ? (index + 1).ToString(CultureInfo.InvariantCulture) : null);
    }

    private static DeliverySummary Summary(int key, string id, DeliveryState state) => new()
    {
        Key = key,
        State = state,
        RequestId = "request",
        ReceivedAt = AMock.Start,
        Schema = "genesys.cloud/1",
        EventId = id,
        EventTime = AMock.Start,
        AttemptCount = 0,
        PayloadSize = 0,
    };

    public sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
