namespace Genesys.Receiver.Journal;

/// <summary>
/// Something that operators want to hear of, on its way to the destinations that name it. Nothing in it is personal. It
/// is leased as the record of a delivery whose schema, source and account are <c>genesys.receiver</c>.
/// </summary>
internal sealed record OperatorEvent
{
    /// <summary>Source and schema of operator events.</summary>
    public const string Source = "genesys.receiver";

    /// <summary>Id of its own.</summary>
    public required string Id { get; init; }

    /// <summary>Its type, such as <c>genesys.receiver.dead_letter</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it was noticed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>A JSON object in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }
}
