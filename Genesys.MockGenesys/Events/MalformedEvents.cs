using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Genesys.MockGenesys.Events;

/// <summary>
/// The catalogue of malformed events: members that are missing, of the wrong type or of a wrong value, broken JSON,
/// broken bytes, broken HTTP.
/// </summary>
public static class MalformedEvents
{
    /// <summary>Every entry, its name unique.</summary>
    public static IReadOnlyList<EventKind> All { get; } =
        [
            .. FlatMembers(), .. FlatFields(), .. FlatData(), .. Partner(), .. Envelopes(), .. Syntax(), .. Bytes(),
            .. Http()];

    private static IEnumerable<EventKind> FlatMembers()
    {
        foreach (var path in (string[])["id", "source", "account", "event_type", "time", "data", "data/id"])
        {
            var name = path.Replace('/', '-');
            yield return EventKinds.Change(
                $"flat/{name}-missing", EventGeneration.Flat, root => EventKinds.Remove(root, path));
            yield return EventKinds.Change(
                $"flat/{name}-null", EventGeneration.Flat, root => EventKinds.Put(root, path, null));
        }

        foreach (var path in (string[])["id", "account", "data/id"])
        {
            var name = path.Replace('/', '-');
            yield return EventKinds.Change(
                $"flat/{name}-empty", EventGeneration.Flat, root => EventKinds.Put(root, path, ""));
            yield return EventKinds.Change(
                $"flat/{name}-blank", EventGeneration.Flat, root => EventKinds.Put(root, path, "  "));
            yield return EventKinds.Change(
                $"flat/{name}-number", EventGeneration.Flat, root => EventKinds.Put(root, path, 123456789012));
            yield return EventKinds.Change(
                $"flat/{name}-control-character", EventGeneration.Flat, root => EventKinds.Put(root, path, "a\u0000b"));
            yield return EventKinds.Change(
                $"flat/{name}-too-long", EventGeneration.Flat,
                root => EventKinds.Put(root, path, new string('a', 1025)));
        }
    }

    private static IEnumerable<EventKind> FlatFields()
    {
        yield return EventKinds.Change(
            "flat/source-other", EventGeneration.Flat, root => EventKinds.Put(root, "source", "genesys.com"));
        yield return EventKinds.Change(
            "flat/source-trailing-space", EventGeneration.Flat,
            root => EventKinds.Put(root, "source", "genesys.cloud "));
        yield return EventKinds.Change(
            "flat/source-array", EventGeneration.Flat,
            root => EventKinds.Put(root, "source", new JsonArray("genesys.cloud")));
        yield return EventKinds.Change(
            "flat/event-type-unsupported", EventGeneration.Flat,
            root => EventKinds.Put(root, "event_type", "genesys.cloud.conversation.deleted"));
        yield return EventKinds.Change(
            "flat/event-type-upper-case", EventGeneration.Flat,
            root => EventKinds.Put(root, "event_type", "genesys.cloud.conversation.CREATED"));
        yield return EventKinds.Change(
            "flat/event-type-without-prefix", EventGeneration.Flat,
            root => EventKinds.Put(root, "event_type", "conversation.created"));
        yield return EventKinds.Change(
            "flat/time-word", EventGeneration.Flat, root => EventKinds.Put(root, "time", "yesterday"));
        yield return EventKinds.Change(
            "flat/time-month-13", EventGeneration.Flat, root => EventKinds.Put(root, "time", "2026-13-01T00:00:00Z"));
        yield return EventKinds.Change(
            "flat/time-hour-25", EventGeneration.Flat, root => EventKinds.Put(root, "time", "2026-05-01T25:00:00Z"));
        yield return EventKinds.Change(
            "flat/time-number", EventGeneration.Flat, root => EventKinds.Put(root, "time", 1714566896));
        yield return EventKinds.Change(
            "flat/time-date-only", EventGeneration.Flat, root => EventKinds.Put(root, "time", "2026-05-01"));
    }

    private static IEnumerable<EventKind> FlatData()
    {
        yield return EventKinds.Change(
            "flat/data-array", EventGeneration.Flat, root => EventKinds.Put(root, "data", new JsonArray()));
        yield return EventKinds.Change(
            "flat/data-string", EventGeneration.Flat, root => EventKinds.Put(root, "data", "{}"));
        yield return EventKinds.Change(
            "flat/conversation-id-number", EventGeneration.Flat,
            root => EventKinds.Put(root, "data/conversation_id", 42));
        yield return EventKinds.Change(
            "flat/conversation-id-dots", EventGeneration.Flat,
            root => EventKinds.Put(root, "data/conversation_id", ".."));
        yield return EventKinds.Change(
            "flat/conversation-id-too-long", EventGeneration.Flat,
            root => EventKinds.Put(root, "data/conversation_id", new string('c', 129)));
        yield return EventKinds.Change(
            "flat/conversation-id-control-character", EventGeneration.Flat,
            root => EventKinds.Put(root, "data/conversation_id", "a\r\nX: y"));
        yield return EventKinds.Change(
            "flat/queue-id-number", EventGeneration.Flat, root => EventKinds.Put(root, "data/routing_queue_id", 7));
        yield return EventKinds.Change(
            "flat/additional-properties-array", EventGeneration.Flat,
            root => EventKinds.Put(root, "data/additional_properties", new JsonArray()));
        yield return EventKinds.Change(
            "flat/additional-properties-string", EventGeneration.Flat,
            root => EventKinds.Put(root, "data/additional_properties", "none"));
        yield return EventKinds.Change("flat/analyzed-without-conversation", EventGeneration.Flat, root =>
        {
            EventKinds.Put(root, "event_type", FlatEnvelope.Analyzed);
            EventKinds.Remove(root, "data/conversation_id");
        });
        yield return EventKinds.Change("flat/analyzed-conversation-null", EventGeneration.Flat, root =>
        {
            EventKinds.Put(root, "event_type", FlatEnvelope.Analyzed);
            EventKinds.Put(root, "data/conversation_id", null);
        });
        yield return EventKinds.Change("flat/many-at-once", EventGeneration.Flat, root =>
        {
            EventKinds.Put(root, "account", 1);
            EventKinds.Put(root, "time", "soon");
            EventKinds.Remove(root, "data/id");
        });
        yield return EventKinds.Text(
            "flat/duplicate-member", EventGeneration.Flat, text => "{\"id\":\"first\"," + text[1..]);
    }

    private static IEnumerable<EventKind> Partner()
    {
        foreach (var path in (string[])
            [
                "id", "detail-type", "source", "account", "time", "detail",
                "detail/topicName", "detail/eventBody", "detail/timestamp",
            ])
        {
            yield return EventKinds.Change(
                $"partner/{path.Replace('/', '-')}-missing", EventGeneration.Partner,
                root => EventKinds.Remove(root, path));
        }

        yield return EventKinds.Change(
            "partner/id-number", EventGeneration.Partner, root => EventKinds.Put(root, "id", 1));
        yield return EventKinds.Change(
            "partner/account-number", EventGeneration.Partner, root => EventKinds.Put(root, "account", 123456789012));
        yield return EventKinds.Change(
            "partner/time-word", EventGeneration.Partner, root => EventKinds.Put(root, "time", "now"));
        yield return EventKinds.Change(
            "partner/resources-object", EventGeneration.Partner,
            root => EventKinds.Put(root, "resources", new JsonObject()));
        yield return EventKinds.Change(
            "partner/detail-string", EventGeneration.Partner, root => EventKinds.Put(root, "detail", "{}"));
        yield return EventKinds.Change(
            "partner/detail-array", EventGeneration.Partner, root => EventKinds.Put(root, "detail", new JsonArray()));
        yield return EventKinds.Change(
            "partner/event-body-array", EventGeneration.Partner,
            root => EventKinds.Put(root, "detail/eventBody", new JsonArray()));
        yield return EventKinds.Change(
            "partner/event-body-null", EventGeneration.Partner, root => EventKinds.Put(root, "detail/eventBody", null));
        yield return EventKinds.Change(
            "partner/topic-name-of-another-topic", EventGeneration.Partner,
            root => EventKinds.Put(root, "detail/topicName", "v2.users.1.presence"));
        yield return EventKinds.Change(
            "partner/conversation-id-missing", EventGeneration.Partner,
            root => EventKinds.Remove(root, "detail/eventBody/conversationId"));
        yield return EventKinds.Change(
            "partner/conversation-id-empty", EventGeneration.Partner,
            root => EventKinds.Put(root, "detail/eventBody/conversationId", ""));
        yield return EventKinds.Change(
            "partner/conversation-id-number", EventGeneration.Partner,
            root => EventKinds.Put(root, "detail/eventBody/conversationId", 5));
        yield return EventKinds.Change(
            "partner/event-time-missing", EventGeneration.Partner,
            root => EventKinds.Remove(root, "detail/eventBody/eventTime"));
        yield return EventKinds.Change(
            "partner/event-time-string", EventGeneration.Partner,
            root => EventKinds.Put(root, "detail/eventBody/eventTime", "2026-05-01T12:34:56.789Z"));
        yield return EventKinds.Change(
            "partner/media-type-number", EventGeneration.Partner,
            root => EventKinds.Put(root, "detail/eventBody/mediaType", 1));
        yield return EventKinds.Change(
            "partner/contact-ids-string", EventGeneration.Partner,
            root => EventKinds.Put(root, "detail/eventBody/conversationExternalContactIds", "none"));
    }

    // Bodies that lost the envelope of EventBridge, or hold it where it doesn't belong.
    private static IEnumerable<EventKind> Envelopes()
    {
        yield return EventKinds.Replace(
            "envelope/detail-alone", EventGeneration.Partner, root => root["detail"]!.DeepClone());
        yield return EventKinds.Replace(
            "envelope/event-body-alone", EventGeneration.Partner, root => root["detail"]!["eventBody"]!.DeepClone());
        yield return EventKinds.Replace("envelope/data-alone", EventGeneration.Flat, root => root["data"]!.DeepClone());
        foreach (var member in (string[])["event", "body", "payload", "message"])
        {
            yield return EventKinds.Replace(
                $"envelope/in-{member}", EventGeneration.Partner,
                root => new JsonObject { [member] = root.DeepClone() });
        }

        yield return EventKinds.Replace(
            "envelope/flat-in-event", EventGeneration.Flat, root => new JsonObject { ["event"] = root.DeepClone() });
        yield return EventKinds.Replace("envelope/sqs-receive-message", EventGeneration.Partner, root => new JsonObject
        {
            ["Messages"] = new JsonArray(new JsonObject
            {
                ["MessageId"] = "5fea7756-0ea4-451a-a703-a558b933e274",
                ["ReceiptHandle"] = "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a==",
                ["MD5OfBody"] = "fafb00f5732ab283681e124bf8747ed1",
                ["Body"] = root.ToJsonString(),
            }),
        });
        yield return EventKinds.Replace("envelope/lambda-records", EventGeneration.Partner, root => new JsonObject
        {
            ["Records"] = new JsonArray(new JsonObject
            {
                ["messageId"] = "5fea7756-0ea4-451a-a703-a558b933e274",
                ["body"] = root.ToJsonString(),
                ["eventSource"] = "aws:sqs",
            }),
        });
        yield return EventKinds.Replace("envelope/sns-notification", EventGeneration.Partner, root => new JsonObject
        {
            ["Type"] = "Notification",
            ["MessageId"] = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            ["TopicArn"] = "arn:aws:sns:us-east-1:123456789012:events",
            ["Message"] = root.ToJsonString(),
        });
        yield return EventKinds.Replace(
            "record/data-missing", EventGeneration.Partner, root => Record(root, record => record.Remove("Data")));
        yield return EventKinds.Replace(
            "record/data-without-time", EventGeneration.Partner, root => Record(
                root, record => ((JsonObject)record["Data"]!).Remove("time")));
        yield return EventKinds.Replace(
            "record/data-as-text", EventGeneration.Partner, root => Record(
                root, record => record["Data"] = root.ToJsonString()));
    }

    private static IEnumerable<EventKind> Syntax()
    {
        yield return EventKinds.Text("json/empty-object", EventGeneration.Flat, _ => "{}");
        yield return EventKinds.Text("json/string", EventGeneration.Flat, _ => "\"hello\"");
        yield return EventKinds.Text("json/number", EventGeneration.Flat, _ => "42");
        yield return EventKinds.Text("json/null", EventGeneration.Flat, _ => "null");
        yield return EventKinds.Text(
            "json/encoded-twice", EventGeneration.Partner, text => JsonValue.Create(text).ToJsonString());
        yield return EventKinds.Text("json/truncated", EventGeneration.Partner, text => text[..(text.Length / 2)]);
        yield return EventKinds.Text("json/last-brace-missing", EventGeneration.Flat, text => text[..^1]);
        yield return EventKinds.Text("json/brace-too-many", EventGeneration.Flat, text => text + "}");
        yield return EventKinds.Text("json/two-documents", EventGeneration.Flat, text => text + "\n" + text);
        yield return EventKinds.Text("json/trailing-comma", EventGeneration.Flat, text => text[..^1] + ",}");
        yield return EventKinds.Text(
            "json/comma-missing", EventGeneration.Flat,
            text => text.Replace(",\"account\"", " \"account\"", StringComparison.Ordinal));
        yield return EventKinds.Text("json/single-quotes", EventGeneration.Flat, text => text.Replace('"', '\''));
        yield return EventKinds.Text(
            "json/unquoted-name", EventGeneration.Flat,
            text => text.Replace("\"account\"", "account", StringComparison.Ordinal));
        yield return EventKinds.Text("json/comment", EventGeneration.Flat, text => "{/* event */" + text[1..]);
        yield return EventKinds.Text("json/nan", EventGeneration.Flat, text => "{\"score\":NaN," + text[1..]);
        yield return EventKinds.Text(
            "json/infinity", EventGeneration.Flat, text => "{\"score\":-Infinity," + text[1..]);
        yield return EventKinds.Text("json/leading-zero", EventGeneration.Flat, text => "{\"n\":007," + text[1..]);
        yield return EventKinds.Text("json/bad-escape", EventGeneration.Flat, text => "{\"s\":\"\\x41\"," + text[1..]);
        yield return EventKinds.Text(
            "json/line-break-in-string", EventGeneration.Flat, text => "{\"s\":\"a\nb\"," + text[1..]);
        yield return EventKinds.Text(
            "json/python-literals", EventGeneration.Flat, text => "{\"a\":True,\"b\":None," + text[1..]);
        yield return EventKinds.Text(
            "json/250-levels", EventGeneration.Flat,
            text => "{\"deep\":" + new string('[', 250) + new string(']', 250) + "," + text[1..]);
        yield return EventKinds.Text(
            "json/5000-digits", EventGeneration.Flat, text => "{\"n\":" + new string('9', 5000) + "," + text[1..]);
        yield return EventKinds.Text("json/words", EventGeneration.Flat, _ => "conversation created at noon");
        yield return EventKinds.Text(
            "json/xml", EventGeneration.Flat, _ => "<?xml version=\"1.0\"?><event><id>1</id></event>");
        yield return EventKinds.Text(
            "json/html", EventGeneration.Flat, _ => "<!doctype html><title>502 Bad Gateway</title>");
        yield return EventKinds.Text(
            "json/form", EventGeneration.Flat,
            _ => "id=1&source=genesys.cloud&event_type=genesys.cloud.conversation.created");
        yield return EventKinds.Text(
            "json/base64", EventGeneration.Flat, text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
    }

    private static IEnumerable<EventKind> Bytes()
    {
        yield return EventKinds.Text("bytes/none", EventGeneration.Flat, _ => "");
        yield return EventKinds.Text("bytes/blanks", EventGeneration.Flat, _ => " \r\n\t ");
        yield return new EventKind(
            "bytes/utf-16", EventGeneration.Flat, root => Encoding.Unicode.GetBytes(root.ToJsonString()))
        {
            IsWholeBody = true,
        };
        yield return new EventKind(
            "bytes/not-utf-8", EventGeneration.Flat,
            root => [.. "{\"s\":\""u8, 0xFF, 0xFE, .. Encoding.UTF8.GetBytes("\"," + root.ToJsonString()[1..])])
        {
            IsWholeBody = true,
        };
        yield return new EventKind("bytes/zeros", EventGeneration.Flat, _ => new byte[64]) { IsWholeBody = true };
    }

    private static IEnumerable<EventKind> Http()
    {
        yield return EventKinds.Text("http/no-content-type", EventGeneration.Flat, text => text) with
        {
            ContentType = null,
            ExpectedStatus = 415,
        };
        yield return EventKinds.Text("http/text-plain", EventGeneration.Flat, text => text) with
        {
            ContentType = "text/plain",
            ExpectedStatus = 415,
        };
        yield return EventKinds.Text("http/xml", EventGeneration.Flat, text => text) with
        {
            ContentType = "application/xml",
            ExpectedStatus = 415,
        };
        yield return new EventKind("http/gzip", EventGeneration.Flat, Compress)
        {
            ContentEncoding = "gzip",
            ExpectedStatus = 415,
            IsWholeBody = true,
        };
        yield return EventKinds.Change(
            "http/too-large", EventGeneration.Flat, root => EventKinds.Put(
                root, "padding", new string('x', 1_400_000))) with
        {
            ExpectedStatus = 413,
            IsWholeBody = true,
        };
    }

    private static JsonObject Record(JsonObject root, Action<JsonObject> spoil)
    {
        var record = BusRecord.Of(root, BusRecord.Live, new DateTimeOffset(2026, 10, 1, 12, 0, 0, TimeSpan.Zero));
        spoil(record);
        return record;
    }

    private static byte[] Compress(JsonObject root)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(root.ToJsonString()));
        }

        return bytes.ToArray();
    }
}
