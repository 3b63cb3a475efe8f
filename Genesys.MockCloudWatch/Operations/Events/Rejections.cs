using System.Text.Json;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Events;

/// <summary>
/// Which events of a batch are refused one by one. The batch is in order, so they are a head (too old or expired) and a
/// tail (too new).
/// </summary>
/// <param name="TooOldEnd">Exclusive end of the events older than 14 days.</param>
/// <param name="ExpiredEnd">Exclusive end of the events older than the group's retention.</param>
/// <param name="TooNewStart">First event more than two hours in the future; the batch's count when there is
/// none.</param>
/// <param name="Count">Events in the batch.</param>
internal readonly record struct Rejections(int TooOldEnd, int ExpiredEnd, int TooNewStart, int Count)
{
    public int FirstAccepted => Math.Min(Math.Max(TooOldEnd, ExpiredEnd), TooNewStart);

    public int EndAccepted => TooNewStart;

    public static Rejections Of(EventBatch batch, long now, long expiredBefore)
    {
        var (tooOld, expired, tooNew) = (0, 0, batch.Count);
        for (var index = 0; index < batch.Count; index++)
        {
            var timestamp = batch.Timestamp(index);
            if (EventBatch.TooOld(timestamp, now))
            {
                tooOld = index + 1;
            }

            if (timestamp < expiredBefore)
            {
                expired = index + 1;
            }

            if (EventBatch.TooNew(timestamp, now))
            {
                tooNew = index;
                break;
            }
        }

        return new Rejections(tooOld, expired, tooNew, batch.Count);
    }

    /// <summary>Adds the events that are rejected on purpose.</summary>
    public Rejections With(ForcedRejection? forced) => forced is null ? this : this with
    {
        TooOldEnd = Math.Clamp(forced.TooOldEnd, TooOldEnd, Count),
        ExpiredEnd = Math.Clamp(forced.ExpiredEnd, ExpiredEnd, Count),
        TooNewStart = Math.Clamp(forced.TooNewStart ?? Count, 0, TooNewStart),
    };

    public void Write(Utf8JsonWriter json)
    {
        if (FirstAccepted == 0 && TooNewStart == Count)
        {
            return;
        }

        json.WriteStartObject("rejectedLogEventsInfo"u8);
        if (TooNewStart < Count)
        {
            json.WriteNumber("tooNewLogEventStartIndex"u8, TooNewStart);
        }

        if (TooOldEnd > 0)
        {
            json.WriteNumber("tooOldLogEventEndIndex"u8, TooOldEnd);
        }

        // An event that is older than 14 days is reported as that, whatever the retention is.
        if (ExpiredEnd > TooOldEnd)
        {
            json.WriteNumber("expiredLogEventEndIndex"u8, ExpiredEnd);
        }

        json.WriteEndObject();
    }
}
