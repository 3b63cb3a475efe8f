using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Destinations;

/// <summary>
/// Writes CloudEvents 1.0 in structured JSON. The event is the bytes that came: a library that reads them and writes
/// them anew changes numbers and escapes, and can't write half a surrogate pair at all.
/// </summary>
internal static class CloudEvent
{
    /// <summary>Media type of an event in structured JSON.</summary>
    public const string MediaType = "application/cloudevents+json";

    // Members of the envelope, names and punctuation included, are shorter.
    private const int EnvelopeBytes = 1_024;

    private const string PartnerSource = "aws.partner/";

    // The output is JSON and no HTML page: names of topics have braces, sources have none of what is escaped otherwise.
    private static readonly JsonWriterOptions WriterOptions =
        new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(
        string id, DeliveryRecord record, DestinationPayload payload, FetchedContent? content,
        string? conversationError)
    {
        var delivery = record.Delivery;
        var size = delivery.Payload.Length + (content?.Conversation.Length ?? 0) + (content?.Analytics?.Length ?? 0);
        var buffer = new ArrayBufferWriter<byte>(size + EnvelopeBytes);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            WriteAttributes(json, id, record);
            json.WriteStartObject("data"u8);
            if (payload != DestinationPayload.Conversation)
            {
                json.WritePropertyName("event"u8);
                json.WriteRawValue(delivery.Payload.Span, skipInputValidation: true);
            }

            if (payload != DestinationPayload.Event)
            {
                WriteConversation(json, content, conversationError);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteAttributes(Utf8JsonWriter json, string id, DeliveryRecord record)
    {
        var delivery = record.Delivery;
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, id);
        json.WriteString("source"u8, UriReference(delivery.Source));
        json.WriteString("type"u8, delivery.EventType);
        if (delivery.ConversationId is { } conversation)
        {
            json.WriteString("subject"u8, conversation.Value);
        }

        json.WriteString("time"u8, Rfc3339(delivery.Time));
        json.WriteString("datacontenttype"u8, "application/json"u8);
        if (OrganizationOf(delivery.Source) is { } organization)
        {
            json.WriteString("genesysorg"u8, organization);
        }

        if (record.TraceParent is { } traceParent)
        {
            json.WriteString("traceparent"u8, traceParent);
        }
    }

    private static void WriteConversation(Utf8JsonWriter json, FetchedContent? content, string? conversationError)
    {
        json.WritePropertyName("conversation"u8);
        if (content is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(content.Conversation.Span, skipInputValidation: true);
        }

        if (conversationError is not null)
        {
            json.WriteString("conversationError"u8, conversationError);
        }

        if (content?.Analytics is { Length: > 0 } analytics)
        {
            json.WritePropertyName("analytics"u8);
            json.WriteRawValue(analytics.Span, skipInputValidation: true);
        }
    }

    /// <summary>The organization's id, which the source of a partner's event holds; null: it doesn't.</summary>
    private static string? OrganizationOf(string source) =>
        source.StartsWith(PartnerSource, StringComparison.Ordinal)
            && source.Split('/') is [_, _, "cloud", { Length: > 0 } organization, ..]
            ? organization
            : null;

    /// <summary>The source as the URI reference that CloudEvents asks for: what it may not hold is escaped.</summary>
    private static string UriReference(string source)
    {
        if (!source.AsSpan().ContainsAnyExcept(UriCharacters))
        {
            return source;
        }

        var text = new StringBuilder(source.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in source.EnumerateRunes())
        {
            if (rune.IsAscii && UriCharacters.Contains((char)rune.Value))
            {
                text.Append((char)rune.Value);
                continue;
            }

            foreach (var part in utf8[..rune.EncodeToUtf8(utf8)])
            {
                text.Append('%').Append(part.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    private static readonly SearchValues<char> UriCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/@!$&'()*+,;=%");

    private static string Rfc3339(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
