using System.Text.Json;
using Genesys.MockGenesys.Events;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// Writes the body of a request as the bus does: the event alone, or an array of events or of records.
/// </summary>
internal sealed class RequestBodies(IOptions<SenderOptions> options)
{
    private readonly bool _isBatching = options.Value.Bus == EventBus.Batching;
    private readonly bool _hasMetadata = options.Value.Transformer == Transformer.WithMetadata;
    private readonly bool _isOneAlone =
        (
            options.Value.BatchOfOne
                ?? (options.Value.BatchSize == 1 ? BatchOfOne.Alone : BatchOfOne.Array)) == BatchOfOne.Alone;

    public ReadOnlyMemory<byte> Write(IReadOnlyList<LedgerEntry> entries)
    {
        var first = entries[0].Event;
        if (!_isBatching || first.IsWholeBody)
        {
            return first.Body;
        }

        var elements = entries.Select(entry => _hasMetadata ? ToRecord(entry) : entry.Event.Body);
        return entries.Count == 1 && _isOneAlone ? elements.First() : ToArray(elements);
    }

    private static ReadOnlyMemory<byte> ToRecord(LedgerEntry entry)
    {
        var isPartner = entry.Event.Generation == EventGeneration.Partner;
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WritePropertyName("Data");
            json.WriteRawValue(entry.Event.Body.Span, skipInputValidation: true);
            json.WriteStartObject("Metadata");
            json.WriteEndObject();
            json.WritePropertyName("SystemMetadata");
            BusRecord.SystemMetadata(
                entry.Event.Id,
                isPartner ? PartnerEnvelope.Source : FlatEnvelope.Source,
                isPartner ? entry.Event.EventType : null,
                entry.Event.IsReplay ? BusRecord.Replay : BusRecord.Live,
                entry.PublishedAt).WriteTo(json);
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    // The elements aren't read: a malformed one stays as it is.
    private static ReadOnlyMemory<byte> ToArray(IEnumerable<ReadOnlyMemory<byte>> elements)
    {
        using var text = new MemoryStream();
        var separator = (byte)'[';
        foreach (var element in elements)
        {
            text.WriteByte(separator);
            text.Write(element.Span);
            separator = (byte)',';
        }

        text.WriteByte((byte)']');
        return text.ToArray();
    }
}
