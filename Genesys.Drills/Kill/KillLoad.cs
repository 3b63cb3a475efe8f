using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Kill;

/// <summary>
/// Sends events to whichever receiver is up, until it is told to stop. What gets no answer is sent again, as
/// EventBridge does, and remembered by its answer.
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
        var conversation = string.Empty;
        for (var i = 0; !_stopping; i++)
        {
            if (i % EventsPerConversation == 0)
            {
                var isUnknown = Random.Shared.NextDouble() < UnknownShare;
                conversation = (isUnknown ? "00000000" : string.Empty)
                    + Guid.NewGuid().ToString()[(isUnknown ? 8 : 0)..];
            }

            var kind = Random.Shared.NextDouble();
            if (kind < InvalidShare)
            {
                await SendAsync(Guid.NewGuid().ToString(), Malformed(), HttpStatusCode.BadRequest);
            }
            else if (kind < InvalidShare + DuplicateShare && _sent.TryDequeue(out var earlier))
            {
                await SendAsync(earlier, FlatEvent.Json(earlier, conversation), HttpStatusCode.OK);
            }
            else
            {
                var id = Guid.NewGuid().ToString();
                await SendAsync(id, FlatEvent.Json(id, conversation), HttpStatusCode.OK);
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
                using var answer = await receiver.Client.PostAsync(Part.Subscription, content);
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
            catch (Exception gone) when (gone is HttpRequestException or IOException or SocketException)
            {
                Interlocked.Increment(ref _unanswered);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private static string Malformed() =>
        $$$"""{"id":"{{{Guid.NewGuid()}}}","source":"genesys.cloud","account":7,"event_type":"genesys.cloud.conversation.updated"}""";
}
