using System.Text.Json;

namespace Genesys.Tests.Validation;

/// <summary>A payload with the verdict of the tutorial's Pydantic model.</summary>
public sealed record OraclePayload(
    string Name, string Group, byte[] Body, bool Accept, IReadOnlyList<string> ErrorPaths, bool IsJson,
    JsonElement Parsed)
{
    public static IReadOnlyList<OraclePayload> All { get; } = ReadFile("oracle.jsonl");

    /// <summary>
    /// Neighbours of those, judged by <c>Genesys.Benchmarks/Validation/pydantic_model.py</c> on Pydantic 2.13.4.
    /// </summary>
    public static IReadOnlyList<OraclePayload> Further { get; } = ReadFile("oracle-further.jsonl");

    private static IReadOnlyList<OraclePayload> ReadFile(string name) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Validation", "Data", name)).Select(Read)];

    private static OraclePayload Read(string line)
    {
        var payload = JsonDocument.Parse(line).RootElement;
        var errors = payload.GetProperty("errors").EnumerateArray().ToArray();
        return new OraclePayload(
            payload.GetProperty("name").GetString()!,
            payload.GetProperty("group").GetString()!,
            payload.GetProperty("body_base64").GetBytesFromBase64(),
            payload.GetProperty("accept").GetBoolean(),
            [
                .. errors.Select(
                    error => string.Concat(error.GetProperty("loc").EnumerateArray().Select(step => $"/{step}")))],
            errors.All(error => error.GetProperty("type").GetString() != "json_invalid"),
            payload.GetProperty("parsed"));
    }

    public override string ToString() => Name;
}
