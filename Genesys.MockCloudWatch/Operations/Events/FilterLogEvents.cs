using System.Globalization;
using System.Text.Json;
using Genesys.MockCloudWatch.Patterns;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Events;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html</summary>
internal sealed class FilterLogEvents(LogStore store) : Operation
{
    private const int MaxCount = 10_000;
    private const int MaxBytes = 1 << 20;
    private const int MaxStreams = 100;

    protected override void Answer(CallContext call, Parameters parameters)
    {
        var names = parameters.Texts("logStreamNames");
        var prefix = Names.OptionalStream(parameters, "logStreamNamePrefix");
        CheckStreams(names, prefix);
        var start = Limits.Moment(parameters, "startTime") ?? 0;
        var end = Limits.Moment(parameters, "endTime") ?? long.MaxValue - 1;
        var pattern = FilterPatternParser.Parse(parameters.Text("filterPattern") ?? "");
        var group = Names.FindGroup(call, parameters);
        var page = new Page(Name, parameters, MaxCount, MaxCount);
        var sources = Sources(group, names, prefix, start, end, Place.Parse(page.After));

        var json = call.Output.Json;
        json.WriteStartObject();
        json.WriteStartArray("events"u8);
        var next = WriteMatches(json, new InterleavedEvents(sources), pattern, page.Limit);
        json.WriteEndArray();
        // "searchedLogStreams" is always empty since 2019:
        // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
        json.WriteStartArray("searchedLogStreams"u8);
        json.WriteEndArray();
        if (next is { } place)
        {
            json.WriteString("nextToken"u8, page.TokenAfter(place.ToString()));
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a page; returns the place of its last event when another match follows.</summary>
    private static Place? WriteMatches(Utf8JsonWriter json, InterleavedEvents events, FilterPattern pattern, int limit)
    {
        var (count, bytes, last) = (0, 0L, default(Place));
        while (events.Next(out var stream, out var item))
        {
            if (!pattern.Matches(item.Message))
            {
                continue;
            }

            bytes += item.Size;
            if (count == limit || (bytes > MaxBytes && count > 0))
            {
                return last;
            }

            Write(json, stream, item);
            count++;
            last = new Place(item.Timestamp, stream.Number, item.Id);
        }

        return null;
    }

    private static void Write(Utf8JsonWriter json, LogStream stream, in StoredEvent item)
    {
        json.WriteStartObject();
        json.WriteString("logStreamName"u8, stream.Name);
        json.WriteNumber("timestamp"u8, item.Timestamp);
        json.WriteString("message"u8, item.Message);
        json.WriteNumber("ingestionTime"u8, item.IngestionTime);
        json.WriteString(
            "eventId"u8, string.Create(
                CultureInfo.InvariantCulture, $"{item.Timestamp:D20}{stream.Number:D12}{item.Id:D24}"));
        json.WriteEndObject();
    }

    private List<InterleavedEvents.Source> Sources(
        LogGroup group, List<string>? names, string? prefix, long start, long end, Place? after)
    {
        lock (group.Gate)
        {
            start = Math.Max(start, group.ExpiredBefore(store.Now));
            IEnumerable<LogStream> streams = names is not null
                ? names.Select(name => group.Streams.GetValueOrDefault(name) ?? throw ApiException.NoStream())
                : group.Streams.Values.Where(
                    stream => prefix is null || stream.Name.StartsWith(prefix, StringComparison.Ordinal));
            return [.. streams.DistinctBy(stream => stream.Number)
                .Select(stream => new InterleavedEvents.Source(
                    stream, stream.Events.Slice().Between(From(stream, start, after), new EventPosition(end + 1, 0))))
                .Where(source => source.Events.Count > 0)];
        }
    }

    private static EventPosition From(LogStream stream, long start, Place? after)
    {
        var from = new EventPosition(start, 0);
        if (after is not { } place)
        {
            return from;
        }

        var resume = stream.Number.CompareTo(place.Stream) switch
        {
            < 0 => new EventPosition(place.Timestamp + 1, 0),
            0 => new EventPosition(place.Timestamp, place.Id + 1),
            _ => new EventPosition(place.Timestamp, 0),
        };
        return resume > from ? resume : from;
    }

    private static void CheckStreams(List<string>? names, string? prefix)
    {
        if (names is null)
        {
            return;
        }

        if (prefix is not null)
        {
            throw ApiException.InvalidParameter("Both logStreamNamePrefix and logStreamNames cannot be specified.");
        }

        Limits.CheckLength("logStreamNames", names.Count, 1, MaxStreams);
        foreach (var name in names)
        {
            Names.CheckStream(name, "logStreamNames");
        }
    }

    /// <summary>Place of an event in the order of a filter: by time, then by stream, then by arrival.</summary>
    private readonly record struct Place(long Timestamp, int Stream, long Id)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Timestamp} {Stream} {Id}");

        public static Place? Parse(string? text)
        {
            if (text is null)
            {
                return null;
            }

            var parts = text.Split(' ');
            return new Place(
                long.Parse(parts[0], CultureInfo.InvariantCulture),
                int.Parse(parts[1], CultureInfo.InvariantCulture),
                long.Parse(parts[2], CultureInfo.InvariantCulture));
        }
    }
}
