using Genesys.Receiver.GenesysCloud;
using Genesys.Tests.GenesysCloud;
using Microsoft.Extensions.Time.Testing;
using static Genesys.Tests.GenesysCloud.ScriptedHandler;
using static Genesys.Tests.Processing.Deliveries;

namespace Genesys.Tests.Processing;

/// <summary>More conversations than Genesys Cloud allows to be fetched, on a fake clock.</summary>
public class OverloadTests
{
    private const int Allowed = 300;

    [Fact]
    public async Task TwiceTheRate_WithAnOutage_StaysUnderTheLimit_WithoutAHerd_AndLosesNothing()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync(
            ("Genesys:RequestsPerMinute", "300"), ("Processing:MaxJitter", "00:00:01"));
        await using var _ = host;
        var start = time.GetUtcNow();
        var outageFrom = start + TimeSpan.FromSeconds(120);
        var outageTo = start + TimeSpan.FromSeconds(180);
        var served = new Dictionary<string, int>();
        var moments = new List<double>();
        var (window, count, refused) = (-1L, 0, 0);
        var gate = new Lock();
        genesys.OnConversation = (_, request, _) =>
        {
            lock (gate)
            {
                var now = time.GetUtcNow();
                var second = (now - start).TotalSeconds + 17;
                count = (long)(second / 60) == window ? count + 1 : 1;
                window = (long)(second / 60);
                moments.Add((now - start).TotalSeconds);
                (string, string)[] headers =
                [
                    ("inin-ratelimit-count", $"{count}"), ("inin-ratelimit-allowed", $"{Allowed}"), (
                        "inin-ratelimit-reset", $"{(int)(60 - (second % 60))}"),
                ];
                if (now >= outageFrom && now < outageTo)
                {
                    return Answer(503);
                }

                if (count > Allowed)
                {
                    refused++;
                    return Answer(429, null, [.. headers, ("Retry-After", $"{(int)(60 - (second % 60)) + 1}")]);
                }

                var id = request.RequestUri!.Segments[^1];
                served[id] = served.GetValueOrDefault(id) + 1;
                return Answer(200, null, headers);
            }
        };

        var recorded = 0;
        var end = start + TimeSpan.FromMinutes(5);
        await PumpHost.AdvanceUntil(time, () => time.GetUtcNow() >= end, "five minutes pass", () =>
        {
            // Ten conversations a second, twice what is allowed.
            Record(host, $"c-{recorded++}");
            Record(host, $"c-{recorded++}");
            return TimeSpan.FromMilliseconds(200);
        });

        lock (gate)
        {
            Assert.True(refused <= moments.Count * 0.01, $"{refused} of {moments.Count} requests got a 429");
            // Four minutes of five at 98 % of five a second are 1,176, less 15 s of the circuit's break and a probe. A
            // loaded machine fetches later than the clock of the test goes: that is no less than half.
            Assert.InRange(served.Count, 500, 1_250);
            Assert.All(served, entry => Assert.Equal(1, entry.Value));
            var afterOutage = moments.Where(moment => moment >= 180)
                .Select(moment => TimeSpan.FromSeconds(moment)).ToList();
            Assert.InRange(RequestRate.MostWithin(afterOutage, TimeSpan.FromSeconds(10)), 1, Allowed / 6 * 1.2);
        }

        // What was answered last is recorded a moment later.
        await Eventually.IsTrue(() => host.Journal.CompletedCount == served.Count, "all that was served is finished");
        Assert.Equal(recorded, host.Journal.CompletedCount + host.Journal.OpenCount);
        Assert.Empty(host.Journal.DeadLetters);
    }

    [Fact]
    public async Task SaturatedLimit_EachConversationIsFetchedOnce_HoweverManyEventsItHas()
    {
        // A tenth of the real figures: 30 events/s of 2.5 conversations/s against half a request a second.
        var (host, genesys, time) = await PumpHost.StartScriptedAsync(("Genesys:RequestsPerMinute", "30"));
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(
            200, null, ("inin-ratelimit-count", "0"), ("inin-ratelimit-allowed", "30"), ("inin-ratelimit-reset", "30"));
        var traffic = new Traffic(conversationsPerSecond: 2.5, eventsPerConversation: 12, secondsPerConversation: 120);
        var start = time.GetUtcNow();
        var recorded = 0;
        var half = false;
        var end = start + TimeSpan.FromMinutes(4);

        await PumpHost.AdvanceUntil(time, () => time.GetUtcNow() >= end, "four minutes pass", () =>
        {
            half = !half;
            if (half)
            {
                return TimeSpan.FromSeconds(0.5);
            }

            foreach (var conversation in traffic.NextSecond())
            {
                recorded++;
                Record(host, $"c-{conversation}");
            }

            return TimeSpan.FromSeconds(0.5);
        }, limitSeconds: 600);

        var fetches = genesys.Conversations.Count;
        var perFetch = host.Journal.CompletedCount / (double)fetches;
        // Four minutes of half a request a second, and fewer where the machine is loaded: the test's clock doesn't
        // wait.
        Assert.InRange(fetches, 40, 120);
        Assert.True(perFetch > 4, $"a fetch served {perFetch:0.0} deliveries");
        // Fetches that are still to be made: with a fetch for each event it would be all that is open, and all that was
        // served beside.
        var backlog = traffic.Started - genesys.Conversations.Select(request => request.Path).Distinct().Count();
        Assert.True(backlog < (recorded - fetches) / 8.0, $"{backlog} conversations of {recorded} events");
    }

    [Fact]
    public void ADayOf300EventsASecond_TheBacklogGrowsWithConversations()
    {
        const int Day = 86_400;
        var time = new FakeTimeProvider();
        var pacer = new RequestPacer(time, Allowed);
        var traffic = new Traffic(conversationsPerSecond: 25, eventsPerConversation: 12, secondsPerConversation: 300);
        // A conversation waits once, from its first event that no fetch has served; how many more of its events wait
        // with it costs nothing.
        var waiting = new Queue<int>();
        var isWaiting = new System.Collections.BitArray(25 * Day + 1);
        long events = 0;
        long fetches = 0;
        for (var second = 0; second < Day; second++)
        {
            foreach (var conversation in traffic.NextSecond())
            {
                events++;
                if (!isWaiting[conversation])
                {
                    isWaiting[conversation] = true;
                    waiting.Enqueue(conversation);
                }
            }

            time.Advance(TimeSpan.FromSeconds(1));
            while (waiting.Count > 0 && pacer.TryAdmit(out _) == TimeSpan.Zero)
            {
                isWaiting[waiting.Dequeue()] = false;
                fetches++;
            }
        }

        const double Rate = Allowed * RequestPacer.Share / 60;
        Assert.InRange(events, 25_500_000, 300L * Day);
        Assert.InRange(fetches, Rate * Day * 0.99, Allowed / 60.0 * Day);
        // The formula of docs/genesys-cloud.md: (conversations/s − limit/s) · time, not (events/s − limit/s) · time.
        Assert.InRange(waiting.Count, (25 - Rate) * Day * 0.98, (25 - Rate) * Day * 1.02);
        Assert.True(
            waiting.Count * 14 < (events - fetches), "a fetch for each event would leave fourteen times as much to do");
    }

    private static void Record(PumpHost host, string conversation) =>
        host.Journal.RecordAsync(ADelivery(conversation), lease: false, CancellationToken.None).AsTask().Wait(
            Cancel);

    /// <summary>
    /// Conversations that start at a steady rate and whose events are spread evenly over their length.
    /// </summary>
    private sealed class Traffic(double conversationsPerSecond, int eventsPerConversation, int secondsPerConversation)
    {
        private readonly List<(int First, int Count)> _starts = [];
        private int _second;

        public int Started { get; private set; }

        /// <summary>The conversations that have an event in the next second.</summary>
        public IEnumerable<int> NextSecond()
        {
            var until = (int)(conversationsPerSecond * (_second + 1));
            _starts.Add((Started, until - Started));
            Started = until;
            var interval = secondsPerConversation / eventsPerConversation;
            for (var number = 0; number < eventsPerConversation && _second - (number * interval) >= 0; number++)
            {
                var (first, count) = _starts[_second - (number * interval)];
                for (var i = 0; i < count; i++)
                {
                    yield return first + i;
                }
            }

            _second++;
        }
    }
}
