using System.Globalization;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class DescribeLogStreams(Arns arns) : IOperation
{
    private const int MaxPage = 50;
    private const string ByName = "LogStreamName";
    private const string ByTime = "LastEventTime";
    private static readonly string[] Orders = [ByName, ByTime];

    public string Name => nameof(DescribeLogStreams);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var prefix = Names.OptionalStream(parameters, "logStreamNamePrefix");
        var order = Limits.OneOf(parameters, "orderBy", Orders) ?? ByName;
        var descending = parameters.Flag("descending") ?? false;
        var limit = Limits.Limit(parameters, MaxPage, MaxPage);
        var group = Names.FindGroup(call, parameters);
        if (prefix is not null && order == ByTime)
        {
            throw ApiException.InvalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }

        var question = $"streams {group.Name} {prefix} {order} {descending}";
        var place = PageToken.Read(question, parameters.Text("nextToken"));
        var page = Page(group, prefix, order == ByTime, descending, place, limit + 1);

        var json = call.Output.Json;
        json.WriteStartObject();
        json.WriteStartArray("logStreams"u8);
        foreach (var stream in page.Take(limit))
        {
            Write(json, group, stream);
        }

        json.WriteEndArray();
        if (page.Length > limit)
        {
            var last = page[limit - 1];
            json.WriteString("nextToken"u8, PageToken.Write(question, $"{last.LastEvent} {last.Stream.Name}"));
        }

        json.WriteEndObject();
    }

    private static Entry[] Page(LogGroup group, string? prefix, bool byTime, bool descending, string? place, int count)
    {
        lock (group.Gate)
        {
            var entries = group.Streams.Values
                .Where(stream => prefix is null || stream.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(stream => new Entry(stream, stream.LastEventTimestamp ?? 0, stream.FirstEventTimestamp, stream.LastEventTimestamp, stream.LastIngestionTime));
            Comparison<(long Time, string Name)> order = byTime
                ? (left, right) => left.Time != right.Time ? left.Time.CompareTo(right.Time) : string.CompareOrdinal(left.Name, right.Name)
                : (left, right) => string.CompareOrdinal(left.Name, right.Name);
            var sign = descending ? -1 : 1;
            if (place is not null)
            {
                var space = place.IndexOf(' ', StringComparison.Ordinal);
                var last = (long.Parse(place.AsSpan(0, space), CultureInfo.InvariantCulture), place[(space + 1)..]);
                entries = entries.Where(entry => sign * order((entry.LastEvent, entry.Stream.Name), last) > 0);
            }

            return [.. entries.Order(Comparer<Entry>.Create((left, right) =>
                sign * order((left.LastEvent, left.Stream.Name), (right.LastEvent, right.Stream.Name)))).Take(count)];
        }
    }

    private void Write(System.Text.Json.Utf8JsonWriter json, LogGroup group, Entry entry)
    {
        json.WriteStartObject();
        json.WriteString("logStreamName"u8, entry.Stream.Name);
        json.WriteNumber("creationTime"u8, entry.Stream.CreationTime);
        if (entry is { First: { } first, Last: { } last, Ingested: { } ingested })
        {
            json.WriteNumber("firstEventTimestamp"u8, first);
            json.WriteNumber("lastEventTimestamp"u8, last);
            json.WriteNumber("lastIngestionTime"u8, ingested);
            json.WriteString("uploadSequenceToken"u8, PutLogEvents.SequenceToken(entry.Stream));
        }

        json.WriteString("arn"u8, arns.Of(group, entry.Stream));
        json.WriteNumber("storedBytes"u8, 0);
        json.WriteEndObject();
    }

    private readonly record struct Entry(LogStream Stream, long LastEvent, long? First, long? Last, long? Ingested);
}
