using System.Text.Json;
using System.Text.Json.Serialization;
using Genesys.Receiver.Journal;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>
/// What a job takes, as the journal keeps it beside the job: the keys, the group, the filter or the window that it was
/// created with. It is read again by the receiver that writes the set down.
/// </summary>
internal sealed partial record JobSet
{
    public IReadOnlyList<long>? Keys { get; init; }

    public string? Group { get; init; }

    public Api.DeliveryFilter? Filter { get; init; }

    /// <summary>Of a fetch: a window of reconciliation.</summary>
    public long? Window { get; init; }

    /// <summary>What the journal is to search for; keys aren't searched for.</summary>
    [JsonIgnore]
    public DeliveryFilter Search => Filter is { } filter
        ? DeliveryFilters.Of(filter with { State = filter.State ?? Api.DeliveryState.DeadLetter })
        : new DeliveryFilter { Group = Group, State = DeliveryState.DeadLetter };

    /// <summary>What an operator asks for; a key that stands twice is taken once.</summary>
    public static JobSet Of(Api.JobRequest request) => new()
    {
        Keys = request.Keys is { } keys ? [.. keys.Distinct()] : null,
        Group = request.Group,
        Filter = request.Filter,
        Window = request.Window,
    };

    public string Write() => JsonSerializer.Serialize(this, Json.Default.JobSet);

    /// <exception cref="JsonException">It isn't one that <see cref="Write"/> made.</exception>
    public static JobSet Read(string text) => JsonSerializer.Deserialize(text, Json.Default.JobSet)!;

    /// <summary>For the audit: a few words without personal data.</summary>
    public string Describe() => (Keys, Group, Window) switch
    {
        ({ } keys, _, _) => $"{keys.Count} keys",
        (_, { } group, _) => $"failure group {group}",
        (_, _, { } window) => $"reconciliation window {window}",
        _ => JsonSerializer.Serialize(DeliveryFilters.Masked(Filter!), Json.Default.DeliveryFilter),
    };

    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(JobSet))]
    private sealed partial class Json : JsonSerializerContext;
}
