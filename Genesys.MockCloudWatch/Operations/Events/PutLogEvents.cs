using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Telemetry;
using Genesys.MockCloudWatch.Wire;
using Microsoft.Extensions.ObjectPool;

namespace Genesys.MockCloudWatch.Operations.Events;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html</summary>
internal sealed class PutLogEvents(LogStore store, MockMetrics metrics) : IOperation
{
    private static readonly DefaultObjectPool<EventBatch> Batches = new(new DefaultPooledObjectPolicy<EventBatch>());

    public string Name => nameof(PutLogEvents);

    public void Answer(CallContext call)
    {
        var batch = Batches.Get();
        try
        {
            batch.Read(call.Body.Span);
            var now = store.Now;
            batch.Check();
            Store(call, batch, now);
        }
        finally
        {
            Batches.Return(batch);
        }
    }

    private void Store(CallContext call, EventBatch batch, long now)
    {
        var group = Names.Find(call, batch.GroupName!);
        string token;
        Rejections rejections;
        lock (group.Gate)
        {
            var stream = group.Deleted ? throw ApiException.NoGroup()
                : group.Streams.GetValueOrDefault(batch.StreamName!) ?? throw ApiException.NoStream();
            rejections = Rejections.Of(batch, now, group.ExpiredBefore(now));
            batch.CheckSpan(rejections.FirstAccepted, rejections.EndAccepted);
            rejections = rejections.With(call.ForcedRejection);
            var accepted = batch.Take(rejections.FirstAccepted, rejections.EndAccepted, stream.NextEventId, now);
            stream.NextEventId += accepted.Length;
            store.Add(group, stream, accepted);
            token = stream.SequenceToken;
            metrics.EventsAccepted(accepted.Length);
            if (accepted.Length < batch.Count)
            {
                metrics.EventsRejected(batch.Count - accepted.Length);
            }
        }

        store.Evict();
        var json = call.Output.Json;
        json.WriteStartObject();
        json.WriteString("nextSequenceToken"u8, token);
        rejections.Write(json);
        json.WriteEndObject();
    }
}
