using System.Text.Json.Nodes;

namespace Genesys.MockGenesys.Events;

/// <summary>One way in which an event can be broken. A receiver that keeps the contract never accepts it.</summary>
/// <param name="Name">Stable name, for example <c>flat/time-missing</c>.</param>
/// <param name="Generation">The generation that it starts from.</param>
/// <param name="Break">Turns a valid event, which it may change, into the bytes to send.</param>
public sealed record MalformedEvent(string Name, EventGeneration Generation, Func<JsonObject, byte[]> Break)
{
    /// <summary>The status that it is answered with.</summary>
    public int ExpectedStatus { get; init; } = 400;

    /// <summary>The <c>Content-Type</c> header, or null for none.</summary>
    public string? ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>The <c>Content-Encoding</c> header, or null for none.</summary>
    public string? ContentEncoding { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
