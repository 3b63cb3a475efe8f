using System.Text.Json;
using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>
/// The receiver's schemas, kept for a while: they are a megabyte, and a payload is checked at each pause of typing.
/// </summary>
internal sealed class SchemaShelf(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private (DateTimeOffset At, SchemaList List)? _last;

    /// <summary>
    /// The schema that judges a payload: its topic's, else its generation's; null when none is known.
    /// </summary>
    public async Task<EventSchema?> FindAsync(
        ReceiverClient receiver, string? name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return null;
        }

        var of = (await GetAsync(receiver, cancellationToken)).Schemas.Where(one => one.Name == name).ToList();
        var topic = TopicOf(payload);
        return of.FirstOrDefault(one => one.Topic is not null && one.Topic == topic)
            ?? of.FirstOrDefault(one => one.Topic is null);
    }

    private async Task<SchemaList> GetAsync(ReceiverClient receiver, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_last is not { } last || now - last.At > Kept)
        {
            last = (now, await receiver.GetSchemasAsync(cancellationToken));
            _last = last;
        }

        return last.List;
    }

    private static string? TopicOf(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("detail-type", out var topic)
                && topic.ValueKind == JsonValueKind.String
                ? topic.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // half a surrogate
        {
            return null;
        }
    }
}
