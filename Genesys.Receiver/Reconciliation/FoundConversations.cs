using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Reconciliation;

/// <summary>
/// Hands on conversations that were missing, where a job asks for it: for each a delivery is recorded that says so, and
/// that goes the way of all deliveries from there.
/// </summary>
internal sealed class FoundConversations(IJournalReconciliation windows, IJournal journal, TimeProvider time)
{
    private const int Batch = 100;

    /// <summary>
    /// Records the deliveries that were asked for; what the journal doesn't take stays asked for. One that fails
    /// unexpectedly holds up no other: its exception is thrown when they are done.
    /// </summary>
    public async Task RecordAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ReconciliationEntry> asked;
        do
        {
            asked = await windows.AskedAsync(Batch, cancellationToken);
            var recorded = new List<long>();
            ExceptionDispatchInfo? bug = null;
            foreach (var entry in asked)
            {
                try
                {
                    // The journal knows the event's key: what was recorded before a crash is a duplicate.
                    var result = await journal.RecordAsync(RecordOf(entry), lease: false, cancellationToken);
                    if (result.Status is RecordStatus.Recorded or RecordStatus.Duplicate)
                    {
                        recorded.Add(entry.Key);
                    }
                }
                catch (Exception exception) when (
                    exception is not (OutOfMemoryException or JournalUnavailableException)
                    && !cancellationToken.IsCancellationRequested)
                {
                    bug ??= ExceptionDispatchInfo.Capture(exception);
                }
            }

            if (recorded.Count > 0)
            {
                await windows.RecordedAsync(recorded, cancellationToken);
            }

            bug?.Throw();
            if (recorded.Count < asked.Count)
            {
                return;
            }
        }
        while (asked.Count == Batch);
    }

    private DeliveryRecord RecordOf(ReconciliationEntry entry)
    {
        var now = time.GetUtcNow();
        var id = $"reconciliation-{entry.ConversationId}";
        return new DeliveryRecord
        {
            RequestId = Guid.NewGuid().ToString(),
            ReceivedAt = now,
            Delivery = new Delivery
            {
                Schema = OperatorEvent.Source,
                EventId = id,
                Source = OperatorEvent.Source,
                Account = OperatorEvent.Source,
                EventType = ReconciliationEntry.EventType,
                Time = now,
                ConversationId = ConversationId.TryCreate(entry.ConversationId, out var conversation)
                    ? conversation : null,
                Payload = Write(id, now, entry),
            },
        };
    }

    private static ReadOnlyMemory<byte> Write(string id, DateTimeOffset now, ReconciliationEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("type", ReconciliationEntry.EventType);
            json.WriteString("time", now);
            json.WriteString("conversationId", entry.ConversationId);
            json.WriteString("result", entry.Result == ReconciliationResult.Missing ? "missing" : "incomplete");
            json.WriteString("conversationStart", entry.StartedAt);
            if (entry.EndedAt is { } end)
            {
                json.WriteString("conversationEnd", end);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
