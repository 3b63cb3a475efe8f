using System.Collections.Concurrent;
using System.Text;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Soak;

/// <summary>
/// Sends whole conversations to the receivers at a steady rate, each event again and again until it is answered 200.
/// </summary>
internal sealed class SoakLoad(SoakSettings settings, IReadOnlyList<Part> receivers)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly PriorityQueue<(string Conversation, int Receiver, int Number), DateTimeOffset> _due = new();
    private readonly ConcurrentDictionary<string, byte> _accepted = new();

    /// <summary>Ids of the events that were answered 200.</summary>
    public ICollection<string> Accepted => _accepted.Keys;

    public int Conversations { get; private set; }

    /// <summary>Starts conversations for the load's time and returns when the last event is answered.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetUtcNow();
        var sending = new List<Task>();
        var end = start + TimeSpan.FromMinutes(settings.Minutes);
        while (true)
        {
            var now = TimeProvider.System.GetUtcNow();
            while (now < end && Conversations < (now - start).TotalSeconds * settings.ConversationsPerSecond)
            {
                Begin(now);
            }

            while (_due.TryPeek(out _, out var due) && due <= now)
            {
                sending.Add(SendAsync(_due.Dequeue()));
            }

            if (now >= end && _due.Count == 0)
            {
                break;
            }

            sending.RemoveAll(task => task.IsCompletedSuccessfully);
            await Task.Delay(Tick, TimeProvider.System, cancellationToken);
        }

        await Task.WhenAll(sending);
    }

    private void Begin(DateTimeOffset now)
    {
        var conversation = Guid.NewGuid().ToString();
        for (var number = 0; number < settings.Events; number++)
        {
            _due.Enqueue(
                (conversation, Conversations % receivers.Count, number),
                now + TimeSpan.FromSeconds(settings.Length * number / settings.Events));
        }

        Conversations++;
    }

    private async Task SendAsync((string Conversation, int Receiver, int Number) one)
    {
        var id = $"{one.Conversation}-{one.Number}";
        while (true)
        {
            using var content = new StringContent(
                FlatEvent.Json(id, one.Conversation), Encoding.UTF8, "application/json");
            try
            {
                using var answer = await receivers[one.Receiver].Client.PostAsync(Part.Subscription, content);
                if (answer.IsSuccessStatusCode)
                {
                    _accepted[id] = 0;
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Again.
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }
}
