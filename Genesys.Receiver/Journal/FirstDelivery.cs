namespace Genesys.Receiver.Journal;

/// <summary>The delivery of an event's first publication.</summary>
/// <param name="Key">Its key; the delivery itself may be gone.</param>
/// <param name="ReceivedAt">When it was received.</param>
internal sealed record FirstDelivery(long Key, DateTimeOffset ReceivedAt);
