using Genesys.Receiver.Journal.Records;
using Microsoft.Extensions.ObjectPool;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>A delivery on its way into the file.</summary>
internal sealed class DeliveryWork(DeliveryLedger ledger, ObjectPool<DeliveryWork> pool) : RecordWork
{
    private DeliveryRecord? _delivery;
    private IReadOnlyList<string> _destinations = [];
    private UInt128 _event;
    private Publication? _publication;
    private long _conversation;
    private bool _opens;
    private bool _lease;
    private long _received;
    private long _id;
    private long? _repeats;

    /// <summary>Prepares everything that needs no file, on the caller's thread.</summary>
    public void Prepare(DeliveryRecord delivery, bool lease)
    {
        DeliveryCodec.Write(Record, delivery);
        _event = DedupeKey.Of(delivery.Delivery);
        _conversation = DedupeKey.OfConversation(delivery.Delivery.Account, delivery.Delivery.ConversationId);
        _publication = ledger.FindsPublications ? Publication.Of(delivery) : null;
        _opens = delivery.NeedsProcessing;
        _destinations = delivery.HandOvers;
        _lease = lease;
        _delivery = lease ? delivery : null;
        _received = delivery.ReceivedAt.ToUnixTimeMilliseconds();
    }

    public override void Write()
    {
        _repeats = null;
        if (_publication is { } again && ledger.InsertRepublished(again, _event, Record.Written) is { } duplicate)
        {
            (Status, _id) = duplicate;
            return;
        }

        (Status, _id) = _opens
            ? ledger.Insert(_received, _conversation, _event, Record.Written, _destinations)
            : ledger.InsertFinished(_event, _conversation, Record.Written, _destinations);
        _repeats = Status == RecordStatus.Duplicate ? _id : null;
        if (_publication is { } publication && Status == RecordStatus.Recorded)
        {
            ledger.Published(publication with { Delivery = _id });
        }
    }

    protected override RecordResult Settle()
    {
        ledger.Offered(Status, _opens, wakes: _publication is not null);
        if (_repeats is { } delivery)
        {
            ledger.CameAgain(delivery, _received);
        }

        if (Status == RecordStatus.Recorded)
        {
            ledger.HandedOver(_destinations);
        }

        if (Status != RecordStatus.Recorded || !_opens)
        {
            return new RecordResult(Status);
        }

        var token = ledger.Inserted(_id, _conversation, Record.Length, _lease);
        return _delivery is null
            ? new RecordResult(Status)
            : new RecordResult(
                Status, new LeasedDelivery { Key = _id, Lease = token, Record = _delivery, Attempts = 0 });
    }

    protected override void Return()
    {
        (_delivery, _destinations) = (null, []);
        pool.Return(this);
    }
}
