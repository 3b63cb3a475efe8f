using System.Diagnostics;
using Genesys.Receiver.Journal;

namespace Genesys.Benchmarks.Journal;

/// <summary>The questions of an operator, asked of a journal that <see cref="SearchData"/> filled.</summary>
internal static class SearchQuestions
{
    public static async Task AskAsync(string when, IJournalSearch search, int finished)
    {
        var random = new Random(1);
        Console.WriteLine($"{when}:");
        await AskForNeedlesAsync(search, finished);
        var groups = await search.FailureGroupsAsync(default);
        var start = await SearchData.StartAsync(search);
        await MeasureAsync(
            "by event id", 1_000, () => Find(new DeliveryFilter { EventId = SearchData.Id(random.Next(finished)) }, 1));
        await MeasureAsync(
            "by conversation id", 1_000,
            () => Find(new DeliveryFilter { ConversationId = SearchData.Id(random.Next(finished)) }, 1));
        await MeasureAsync(
            "by request id", 1_000, () => Find(new DeliveryFilter { RequestId = "r" + SearchData.Id(random.Next(finished)) }, 1));
        await MeasureAsync(
            "by an id that isn't there", 1_000, () => Find(new DeliveryFilter { EventId = "x" + random.Next() }, 0));
        await MeasureAsync(
            "finished, by topic", 300,
            () => Find(
                new DeliveryFilter { State = DeliveryState.Finished, Topic = SearchData.Topic(random.Next(20)) }, 50));
        await MeasureAsync(
            "dead letters, by topic", 300,
            () => Find(
                new DeliveryFilter { State = DeliveryState.DeadLetter, Topic = SearchData.Topic(random.Next(20)) },
                50));
        await MeasureAsync(
            "dead letters, by reason", 300,
            () => Find(new DeliveryFilter { State = DeliveryState.DeadLetter, Reason = "gone" }, 50));
        await MeasureAsync(
            "dead letters, by group", 300,
            () => Find(new DeliveryFilter { Group = groups[random.Next(groups.Count)].Id }, 50));
        await MeasureAsync(
            "finished, 2 attempts", 300,
            () => Find(new DeliveryFilter { State = DeliveryState.Finished, MinAttempts = 2 }, 50));
        await MeasureAsync("finished, within a minute", 300, () =>
        {
            var from = start.AddMilliseconds(random.Next(3_000_000));
            return Find(
                new DeliveryFilter { State = DeliveryState.Finished, From = from, To = from.AddMinutes(1) }, 50);
        });
        await MeasureAsync("failure groups", 50, async () =>
        {
            if ((await search.FailureGroupsAsync(default)).Sum(group => group.Count) < SearchData.DeadLetters)
            {
                throw new InvalidOperationException("Dead letters are missing.");
            }
        });

        async Task Find(DeliveryFilter filter, int expected)
        {
            if ((await search.FindDeliveriesAsync(filter, 50, null, default)).Items.Count != expected)
            {
                throw new InvalidOperationException($"Not {expected} found: {filter}");
            }
        }
    }

    // Needles all over the haystack, each asked for by three ids: it is found, and nothing else.
    private static async Task AskForNeedlesAsync(IJournalSearch search, int finished)
    {
        const int Needles = 60;
        var (right, took) = (0, new List<double>());
        for (var i = 0; i < Needles; i++)
        {
            var id = SearchData.Id((int)((long)finished * i / Needles));
            foreach (var filter in new[] {
                new DeliveryFilter { EventId = id }, new DeliveryFilter { RequestId = "r" + id },
                new DeliveryFilter { ConversationId = id } })
            {
                var started = Stopwatch.GetTimestamp();
                var found = (await search.FindDeliveriesAsync(filter, 50, null, default)).Items;
                took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                right += found is [var one] && one.Record.Delivery.EventId == id ? 1 : 0;
            }
        }

        took.Sort();
        Console.WriteLine(
            $"  {right} of {took.Count} questions for {Needles} needles answered right; p50 {took[took.Count / 2]:f2} ms, slowest {took[^1]:f2} ms");
        if (right < took.Count)
        {
            throw new InvalidOperationException("A needle wasn't found, or something else was.");
        }
    }

    private static async Task MeasureAsync(string what, int times, Func<Task> ask)
    {
        var took = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await ask();
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        took.Sort();
        Console.WriteLine(
            $"  {what,-28} p50 {took[times / 2],8:f2} ms   p99 {took[times * 99 / 100],8:f2} ms   of {times}");
    }
}
