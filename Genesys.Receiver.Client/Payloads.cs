using System.Text.Json;
using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>What is judged of an event.</summary>
[JsonConverter(typeof(CamelCase<PayloadVerdict>))]
public enum PayloadVerdict
{
    /// <summary>It fits its schema.</summary>
    Accepted,

    /// <summary>It breaks its schema, or isn't JSON.</summary>
    Rejected,
}

/// <summary>What would be said of a payload. Nothing of it is recorded, and nothing is quoted.</summary>
public record PayloadReport
{
    /// <summary>Accepted when everything in it is.</summary>
    public required PayloadVerdict Verdict { get; init; }

    /// <summary>The schema that judged it; absent when none did, and for an array.</summary>
    public string? Schema { get; init; }

    /// <summary>How many findings there are.</summary>
    public int ErrorCount { get; init; }

    /// <summary>The findings, at most 50.</summary>
    public IReadOnlyList<Finding> Errors { get; init; } = [];

    /// <summary>What the schema doesn't know; no reason to reject it.</summary>
    public IReadOnlyList<Drift> Drift { get; init; } = [];

    /// <summary>One for each element of an array of events; absent for a single event.</summary>
    public IReadOnlyList<PayloadReport>? Items { get; init; }
}

/// <summary>A place where a payload breaks its schema.</summary>
public sealed record Finding
{
    /// <summary>JSON Pointer; empty for the whole.</summary>
    public required string Path { get; init; }

    /// <summary>A stable word, such as <c>required</c>; absent when it wasn't kept.</summary>
    public string? Code { get; init; }

    /// <summary>A sentence that quotes nothing; absent when it wasn't kept.</summary>
    public string? Message { get; init; }

    /// <summary>Where broken JSON breaks, in bytes.</summary>
    public long? ByteOffset { get; init; }
}

/// <summary>Something that a schema doesn't know.</summary>
public sealed record Drift
{
    /// <summary>JSON Pointer.</summary>
    public required string Path { get; init; }

    /// <summary><c>unknown_member</c>, <c>unknown_value</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>The value where it may be shown.</summary>
    public string? Value { get; init; }
}

/// <summary>The schemas of events.</summary>
/// <param name="Schemas">One for each generation, and for each topic of the later one.</param>
public sealed record SchemaList(IReadOnlyList<EventSchema> Schemas);

/// <summary>The schema of a generation or of a topic.</summary>
/// <param name="Name">Such as <c>genesys.cloud/1</c>.</param>
/// <param name="Topic">The topic; absent for the generation's own.</param>
/// <param name="Schema">JSON Schema.</param>
public sealed record EventSchema(string Name, string? Topic, JsonElement Schema);
