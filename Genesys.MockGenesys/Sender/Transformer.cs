namespace Genesys.MockGenesys.Sender;

/// <summary>What the subscriber of <see cref="EventBus.Batching"/> makes of an event before it is sent.</summary>
public enum Transformer
{
    /// <summary>Nothing: the event's envelope alone.</summary>
    Raw,

    /// <summary>A record with <c>Data</c> (the envelope), <c>Metadata</c> and <c>SystemMetadata</c>.</summary>
    WithMetadata,
}
