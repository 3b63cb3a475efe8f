namespace Genesys.Receiver.Processing;

/// <summary>When a delivery is answered.</summary>
internal enum ProcessingMode
{
    /// <summary>After its record is on disk; it is processed later.</summary>
    Durable,

    /// <summary>After it was processed, as the tutorial does.</summary>
    Inline,
}
