using System.Globalization;
using System.Text.Json;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Streams;

internal sealed class DescribeLogStreams(Arns arns) : Operation
{
    private const string ByName = "LogStreamName";
    private const string ByTime = "LastEventTime";
    private static readonly string[] Orders = [ByName, ByTime];

    protected override void Answer(CallContext call, Parameters parameters)
    {
        var prefix = Names.OptionalStream(parameters, "logStreamNamePrefix");
        var order = Limits.OneOf(parameters, "orderBy", Orders) ?? ByName;
        var descending = parameters.Flag("descending") ?? false;
        var group = Names.FindGroup(call, parameters);
        var page = new Page(Name, parameters);
        if (prefix is not null && order == ByTime)
        {
            throw ApiException.InvalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }

        page.Write(
            call, "logStreams", Find(group, prefix, order == ByTime, descending, page),
            entry => string.Create(CultureInfo.InvariantCulture, $"{entry.LastEvent} {entry.Stream.Name}"),
            (json, entry) => Write(json, group, entry));
    }

    private static Entry[] Find(LogGroup group, string? prefix, bool byTime, bool descending, Page page)
    {
        lock (group.Gate)
        {
            var entries = group.Streams.Values
                .Where(stream => prefix is null || stream.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(stream => new Entry(
                    stream, stream.LastEventTimestamp ?? 0, stream.FirstEventTimestamp, stream.LastEventTimestamp,
                    stream.LastIngestionTime));
            Comparison<(long Time, string Name)> order = byTime
                ? (left, right) => left.Time != right.Time
                    ? left.Time.CompareTo(right.Time)
                    : string.CompareOrdinal(left.Name, right.Name)
                : (left, right) => string.CompareOrdinal(left.Name, right.Name);
            var sign = descending ? -1 : 1;
            if (page.After is { } place)
            {
                var space = place.IndexOf(' ', StringComparison.Ordinal);
                var last = (long.Parse(place.AsSpan(0, space), CultureInfo.InvariantCulture), place[(space + 1)..]);
                entries = entries.Where(entry => sign * order((entry.LastEvent, entry.Stream.Name), last) > 0);
            }

            return [.. entries.Order(Comparer<Entry>.Create((left, right) =>
                sign * order(
                    (left.LastEvent, left.Stream.Name), (right.LastEvent, right.Stream.Name)))).Take(page.Limit + 1)];
        }
    }

    private void Write(Utf8JsonWriter json, LogGroup group, Entry entry)
    {
        json.WriteStartObject();
        json.WriteString("logStreamName"u8, entry.Stream.Name);
        json.WriteNumber("creationTime"u8, entry.Stream.CreationTime);
        if (entry is { First: { } first, Last: { } last, Ingested: { } ingested })
        {
            json.WriteNumber("firstEventTimestamp"u8, first);
            json.WriteNumber("lastEventTimestamp"u8, last);
            json.WriteNumber("lastIngestionTime"u8, ingested);
            json.WriteString("uploadSequenceToken"u8, entry.Stream.SequenceToken);
        }

        json.WriteString("arn"u8, arns.Of(group, entry.Stream));
        json.WriteNumber("storedBytes"u8, 0);
        json.WriteEndObject();
    }

    private readonly record struct Entry(LogStream Stream, long LastEvent, long? First, long? Last, long? Ingested);
}
