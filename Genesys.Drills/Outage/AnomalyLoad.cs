using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Outage;

/// <summary>Malformed events at a steady rate.</summary>
internal sealed class AnomalyLoad(Part receiver, int rate)
{
    private const int Senders = 16;

    private int _sent;
    private int _others;

    /// <summary>Request ids of the 400s.</summary>
    public ConcurrentDictionary<string, bool> Rejected { get; } = new();

    /// <summary>Answers other than 400.</summary>
    public int Others => _others;

    public Task RunAsync(CancellationToken stopping)
    {
        var started = Stopwatch.GetTimestamp();
        return Task.WhenAll(
            Enumerable.Range(0, Senders)
                .Select(_ => Task.Run(() => SendAsync(started, stopping), CancellationToken.None)));
    }

    private async Task SendAsync(long started, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var due = TimeSpan.FromSeconds((double)Interlocked.Increment(ref _sent) / rate);
            var early = due - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, TimeProvider.System, CancellationToken.None);
            }

            // About what an event of a real bus weighs, so that the masked payload does too.
            using var content = new StringContent(
                $$$$"""
                {"id":"{{{{Guid.NewGuid()}}}}","source":"genesys.cloud","account":"123456789012","event_type":"genesys.cloud.conversation.updated",
                "time":"soon","data":{"id":"evt-1","conversation_id":"{{{{Guid.NewGuid()}}}}","additional_properties":{"direction":"inbound",
                "media_type":"voice","provider":"Edge","skill":"billing","language":"en-us","priority":3,"wait_seconds":41.5,"transferred":false,
                "participants":["customer","acd","agent"]}}}
                """,
                Encoding.UTF8,
                "application/json");
            using var answer = await receiver.Client.PostAsync(Part.Subscription, content, CancellationToken.None);
            if (answer.StatusCode == HttpStatusCode.BadRequest)
            {
                Rejected[answer.Headers.GetValues("X-Request-Id").Single()] = true;
            }
            else
            {
                Interlocked.Increment(ref _others);
            }
        }
    }
}
