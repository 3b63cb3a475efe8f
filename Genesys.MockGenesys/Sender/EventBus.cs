namespace Genesys.MockGenesys.Sender;

/// <summary>Which EventBridge the sender behaves as.</summary>
public enum EventBus
{
    /// <summary>An API destination of a classic bus: one event a request, 5 s, 24 hours and 185 retries.</summary>
    Classic,

    /// <summary>
    /// An HTTP target of the bus of 2026: arrays of events, 5 s, 300 s and 5 retries, anything but 2xx is sent again.
    /// </summary>
    Batching,
}
