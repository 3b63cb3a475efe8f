namespace Genesys.Receiver.Validation;

/// <summary>
/// What an event keeps when Genesys publishes it again, under a new envelope id: its own time, and 64 bits of the
/// SHA-256 over account, source, topic, conversation, participant, session and <c>CorrelationId</c>. The time stands
/// apart, so that keys can be kept in the order in which events happen.
/// </summary>
/// <param name="EventTime">The body's <c>eventTime</c>, in milliseconds since 1970.</param>
/// <param name="Hash">All the rest.</param>
internal readonly record struct BusinessKey(long EventTime, long Hash);
