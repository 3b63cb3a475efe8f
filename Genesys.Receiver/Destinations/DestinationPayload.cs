namespace Genesys.Receiver.Destinations;

/// <summary>What a destination is given of an event.</summary>
internal enum DestinationPayload
{
    /// <summary>The event, as soon as it is recorded.</summary>
    Event,

    /// <summary>Its conversation, once it is fetched; nothing while it can't be.</summary>
    Conversation,

    /// <summary>
    /// The event with its conversation, once it is fetched; with the reason in place of the conversation when the fetch
    /// fails for good.
    /// </summary>
    Both,
}
