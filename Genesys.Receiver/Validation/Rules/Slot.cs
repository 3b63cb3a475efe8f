namespace Genesys.Receiver.Validation.Rules;

/// <summary>
/// What a member becomes in the <see cref="Delivery"/>, or is needed for by the rules between members.
/// </summary>
internal enum Slot : byte
{
    None,
    Id,
    Source,
    Account,
    EventType,
    Time,
    ReplayName,
    ConversationId,
    TopicName,
    ParticipantId,
    SessionId,
    CorrelationId,
    EventTime,
}
