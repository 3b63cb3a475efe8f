using System.Globalization;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Events;

/// <summary>
/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html. A token is <c>f/</c> or
/// <c>b/</c> and the number of the event that it stands behind or before, in 56 digits; at either end the same token
/// comes again.
/// </summary>
internal sealed class GetLogEvents(LogStore store) : Operation
{
    private const int MaxCount = 10_000;
    private const int MaxBytes = 1 << 20;

    // Where a forward token stands before the first event, because there was none yet.
    private const string BeforeFirst = "f/99999999999999999999999999999999999999999999999999999999";

    protected override void Answer(CallContext call, Parameters parameters)
    {
        var streamName = Names.Stream(parameters);
        var limit = Limits.Limit(parameters, MaxCount, MaxCount);
        var start = Limits.Moment(parameters, "startTime") ?? 0;
        var end = Limits.Moment(parameters, "endTime") ?? long.MaxValue;
        var fromHead = parameters.Flag("startFromHead") ?? false;
        var token = parameters.Text("nextToken");
        var place = ReadToken(token);
        var group = Names.FindGroup(call, parameters);

        EventSlice all;
        lock (group.Gate)
        {
            var stream = group.Streams.GetValueOrDefault(streamName) ?? throw ApiException.NoStream();
            all = stream.Events.Slice();
            start = Math.Max(start, group.ExpiredBefore(store.Now));
        }

        var (slice, forward) = Choose(all, start, end, fromHead, token, place);
        slice = forward ? slice.Take(limit) : slice.TakeLast(limit);
        Write(call.Output.Json, Fit(slice, forward), token);
    }

    private static (EventSlice Slice, bool Forward) Choose(
        EventSlice all, long start, long end, bool fromHead, string? token, long place)
    {
        var from = new EventPosition(start, 0);
        var to = new EventPosition(end, 0);
        if (token is null || token == BeforeFirst)
        {
            return (all.Between(from, to), fromHead || token is not null);
        }

        var forward = token[0] == 'f';
        var index = all.IndexOf(place);
        if (index < 0)
        {
            // The event is gone: what was behind it is still there, what was before it went first.
            return (forward ? all.Between(from, to) : default, forward);
        }

        var position = all[index].Position;
        return forward
            ? (all.From(index + 1).Between(from, to), true)
            : (all.Between(from, position < to ? position : to), false);
    }

    /// <summary>A page is at most 1 MB, but never empty while there is an event.</summary>
    private static EventSlice Fit(EventSlice slice, bool forward)
    {
        var bytes = 0;
        for (var taken = 0; taken < slice.Count; taken++)
        {
            bytes += slice[forward ? taken : slice.Count - 1 - taken].Size;
            if (bytes > MaxBytes && taken > 0)
            {
                return forward ? slice.Take(taken) : slice.TakeLast(taken);
            }
        }

        return slice;
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, EventSlice slice, string? token)
    {
        json.WriteStartObject();
        json.WriteStartArray("events"u8);
        for (var index = 0; index < slice.Count; index++)
        {
            ref readonly var item = ref slice[index];
            json.WriteStartObject();
            json.WriteNumber("timestamp"u8, item.Timestamp);
            json.WriteString("message"u8, item.Message);
            json.WriteNumber("ingestionTime"u8, item.IngestionTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var (forward, backward) = slice.Count > 0
            ? (Token('f', slice[slice.Count - 1].Id), Token('b', slice[0].Id))
            : token is null or BeforeFirst ? (BeforeFirst, Token('b', 0)) : ("f" + token[1..], "b" + token[1..]);
        json.WriteString("nextForwardToken"u8, forward);
        json.WriteString("nextBackwardToken"u8, backward);
        json.WriteEndObject();
    }

    private static string Token(char direction, long id) =>
        direction + "/" + id.ToString("D56", CultureInfo.InvariantCulture);

    private static long ReadToken(string? token) => token switch
    {
        null or BeforeFirst => 0,
        { Length: 58 } when token[0] is 'f' or 'b' && token[1] == '/'
            && long.TryParse(token.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
        _ => throw ApiException.InvalidParameter("The specified nextToken is invalid."),
    };
}
