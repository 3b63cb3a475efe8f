using System.Text.Json.Nodes;

namespace Genesys.MockGenesys.Events;

/// <summary>A kind of event that can be sent on purpose: malformed, or valid in a form that is seldom met.</summary>
/// <param name="Name">Stable name, for example <c>flat/time-missing</c>.</param>
/// <param name="Generation">The generation that it starts from.</param>
/// <param name="Write">Turns a usual event, which it may change, into the bytes to send.</param>
public sealed record EventKind(string Name, EventGeneration Generation, Func<JsonObject, byte[]> Write)
{
    private const int Accepted = 200;

    /// <summary>The status that a receiver that keeps the contract answers with.</summary>
    public int ExpectedStatus { get; init; } = 400;

    /// <summary>The <c>Content-Type</c> header, or null for none.</summary>
    public string? ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>The <c>Content-Encoding</c> header, or null for none.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>
    /// Whether the bytes are a whole request body: no bus puts it into an array or a record. So is a body that isn't
    /// JSON.
    /// </summary>
    public bool IsWholeBody { get; init; }

    /// <summary>Whether a receiver that keeps the contract accepts it.</summary>
    public bool IsValid => ExpectedStatus == Accepted;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
