using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Records;

/// <summary>An operator event as the record of a delivery, so that it goes the way of all hand-overs.</summary>
internal static class OperatorEventRecord
{
    public static DeliveryRecord Of(OperatorEvent operatorEvent) => new()
    {
        RequestId = operatorEvent.Id,
        ReceivedAt = operatorEvent.At,
        Delivery = new Delivery
        {
            Schema = OperatorEvent.Source,
            EventId = operatorEvent.Id,
            Source = OperatorEvent.Source,
            Account = OperatorEvent.Source,
            EventType = operatorEvent.Type,
            Time = operatorEvent.At,
            Payload = operatorEvent.Data,
        },
    };
}
