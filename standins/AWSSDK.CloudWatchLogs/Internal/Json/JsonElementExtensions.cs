using System.Text.Json;

namespace Amazon.CloudWatchLogs.Internal.Json;

/// <summary>Reads members that may be missing.</summary>
internal static class JsonElementExtensions
{
    public static string? Text(this JsonElement json, string name) => json.Member(name)?.GetString();

    public static int? Int(this JsonElement json, string name) => json.Member(name)?.GetInt32();

    public static long? Long(this JsonElement json, string name) => json.Member(name)?.GetInt64();

    public static bool? Flag(this JsonElement json, string name) => json.Member(name)?.GetBoolean();

    /// <summary>A moment from milliseconds since 1970.</summary>
    public static DateTime? Time(this JsonElement json, string name) =>
        json.Long(name) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime : null;

    public static List<string>? Texts(this JsonElement json, string name) =>
        json.Member(name)?.EnumerateArray().Select(item => item.GetString()!).ToList();

    public static T? Nested<T>(this JsonElement json, string name, Func<JsonElement, T> read) where T : class =>
        json.Member(name) is { } member ? read(member) : null;

    public static List<T>? List<T>(this JsonElement json, string name, Func<JsonElement, T> read) =>
        json.Member(name)?.EnumerateArray().Select(read).ToList();

    private static JsonElement? Member(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? member : null;
}
