using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Pod;

/// <summary>Events at a steady rate, ten to a conversation, whatever the answers take.</summary>
internal sealed class PodLoad(PodSettings settings, HttpClient client)
{
    private const int EventsPerConversation = 10;

    private readonly ConcurrentQueue<double> _milliseconds = new();
    private readonly string _run = $"{Guid.NewGuid():n}"[..8];
    private int _accepted;

    /// <summary>Events that were answered with 200.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public int Sent { get; private set; }

    /// <summary>
    /// The time of an answer that so many in a hundred have at most, from the moment at which the event was due to be
    /// sent.
    /// </summary>
    public double Percentile(int percent)
    {
        var sorted = _milliseconds.Order().ToList();
        return sorted.Count == 0
            ? double.PositiveInfinity : sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
    }

    /// <summary>Sends for a time, and waits for the answers.</summary>
    public async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var count = (int)(settings.Rate * duration.TotalSeconds);
        var running = new List<Task>();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / settings.Rate);
            while (Stopwatch.GetElapsedTime(started) is var now && now < due)
            {
                await Task.Delay(
                    due - now > TimeSpan.FromMilliseconds(1) ? due - now : TimeSpan.FromMilliseconds(1),
                    TimeProvider.System, cancellationToken);
            }

            running.Add(SendAsync(Sent++, started, due, cancellationToken));
            if (running.Count > 2 * settings.Rate)
            {
                running.RemoveAll(task => task.IsCompleted);
            }
        }

        await Task.WhenAll(running);
    }

    private async Task SendAsync(int number, long started, TimeSpan due, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(
            Encoding.UTF8.GetBytes(FlatEvent.Json($"{_run}-{number}", $"{_run}-{number / EventsPerConversation}")));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.PostAsync(Part.Subscription, content, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref _accepted);
            }
        }
        catch (HttpRequestException)
        {
            // It isn't accepted.
        }

        _milliseconds.Enqueue((Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds);
    }
}
