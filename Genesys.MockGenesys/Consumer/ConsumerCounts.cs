namespace Genesys.MockGenesys.Consumer;

/// <summary>What a consumer was sent.</summary>
/// <param name="Calls">Requests that reached it, those that a fault met apart.</param>
/// <param name="Events">Different events that it took.</param>
/// <param name="Repeated">Requests with an event that it had.</param>
/// <param name="Refused">Requests with a wrong signature, or without an event.</param>
/// <param name="Changed">Events that came again with other bytes or under another id.</param>
/// <param name="Forgotten">Events that went, the oldest first, once there were 100,000.</param>
public sealed record ConsumerCounts(
    string Name, long Calls, long Events, long Repeated, long Refused, long Changed, long Forgotten);
