using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Genesys.Benchmarks.Kill;

/// <summary>
/// Sends events to whichever receiver is up, until it is told to stop. What gets no answer is sent again, as EventBridge does, and remembered by its answer.
/// </summary>
internal sealed class KillLoad(KillStack stack, int senders)
{
    private const double InvalidShare = 0.25;
    private const double DuplicateShare = 0.05;
    private const double UnknownShare = 0.01;
    private const int EventsPerConversation = 4;

    private readonly ConcurrentQueue<string> _sent = new();
    private volatile bool _stopping;
    private int _unanswered;
    private int _refused;

    /// <summary>Ids of the events that got a 200.</summary>
    public ConcurrentDictionary<string, bool> Accepted { get; } = new();

    /// <summary>Request ids of the 400s.</summary>
    public ConcurrentDictionary<string, bool> Rejected { get; } = new();

    /// <summary>Answers that no event may get.</summary>
    public ConcurrentBag<string> Wrong { get; } = [];

    /// <summary>Requests whose receiver was killed before it answered.</summary>
    public int Unanswered => _unanswered;

    /// <summary>Answers of 503: sent again.</summary>
    public int Refused => _refused;

    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(SendAsync)));

    public void Stop() => _stopping = true;

    private async Task SendAsync()
    {
        var conversation = "";
        for (var i = 0; !_stopping; i++)
        {
            if (i % EventsPerConversation == 0)
            {
                conversation = Random.Shared.NextDouble() < UnknownShare ? "00000000" + Guid.NewGuid().ToString()[8..] : Guid.NewGuid().ToString();
            }

            var kind = Random.Shared.NextDouble();
            if (kind < InvalidShare)
            {
                await SendAsync(Guid.NewGuid().ToString(), $$$"""{"id":"{{{Guid.NewGuid()}}}","source":"genesys.cloud","account":7,"event_type":"genesys.cloud.conversation.updated"}""", HttpStatusCode.BadRequest);
            }
            else if (kind < InvalidShare + DuplicateShare && _sent.TryDequeue(out var earlier))
            {
                await SendAsync(earlier, Event(earlier, conversation), HttpStatusCode.OK);
            }
            else
            {
                var id = Guid.NewGuid().ToString();
                await SendAsync(id, Event(id, conversation), HttpStatusCode.OK);
                _sent.Enqueue(id);
            }
        }
    }

    private async Task SendAsync(string id, string body, HttpStatusCode expected)
    {
        while (true)
        {
            var receiver = stack.Receivers[Random.Shared.Next(stack.Receivers.Count)];
            await receiver.Up;
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            try
            {
                using var answer = await receiver.Client.PostAsync(new Uri("/eventbridge/subscription", UriKind.Relative), content);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    Interlocked.Increment(ref _refused);
                    await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
                    continue;
                }

                if (answer.StatusCode != expected)
                {
                    Wrong.Add($"{(int)answer.StatusCode} in place of {(int)expected}");
                }
                else if (expected == HttpStatusCode.OK)
                {
                    using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
                    if (document.RootElement.GetProperty("eventId").GetString() != id)
                    {
                        Wrong.Add("a 200 for another event");
                    }

                    Accepted[id] = true;
                }
                else
                {
                    Rejected[answer.Headers.GetValues("X-Request-Id").Single()] = true;
                }

                return;
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref _unanswered);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private static string Event(string id, string conversation) =>
        $$$"""{"id":"{{{id}}}","source":"genesys.cloud","account":"123456789012","event_type":"genesys.cloud.conversation.updated","time":"2026-05-01T12:34:56Z","data":{"id":"evt-1","conversation_id":"{{{conversation}}}"}}""";
}
