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
    public static IReadOnlyList<MalformedEvent> All { get; } = [.. Flat(), .. Partner(), .. Syntax(), .. Bytes(), .. Http()];

    /// <summary>The entry with this name, or null.</summary>
    public static MalformedEvent? Find(string name) => All.FirstOrDefault(one => one.Name == name);

    private static IEnumerable<MalformedEvent> Flat()
    {
        foreach (var path in (string[])["id", "source", "account", "event_type", "time", "data", "data/id"])
        {
            var name = path.Replace('/', '-');
            yield return Change($"flat/{name}-missing", EventGeneration.Flat, root => Remove(root, path));
            yield return Change($"flat/{name}-null", EventGeneration.Flat, root => Put(root, path, null));
        }

        foreach (var path in (string[])["id", "account", "data/id"])
        {
            var name = path.Replace('/', '-');
            yield return Change($"flat/{name}-empty", EventGeneration.Flat, root => Put(root, path, ""));
            yield return Change($"flat/{name}-blank", EventGeneration.Flat, root => Put(root, path, "  "));
            yield return Change($"flat/{name}-number", EventGeneration.Flat, root => Put(root, path, 123456789012));
            yield return Change($"flat/{name}-control-character", EventGeneration.Flat, root => Put(root, path, "a\u0000b"));
            yield return Change($"flat/{name}-too-long", EventGeneration.Flat, root => Put(root, path, new string('a', 1025)));
        }

        yield return Change("flat/source-other", EventGeneration.Flat, root => Put(root, "source", "genesys.com"));
        yield return Change("flat/source-trailing-space", EventGeneration.Flat, root => Put(root, "source", "genesys.cloud "));
        yield return Change("flat/source-array", EventGeneration.Flat, root => Put(root, "source", new JsonArray("genesys.cloud")));
        yield return Change("flat/event-type-unsupported", EventGeneration.Flat, root => Put(root, "event_type", "genesys.cloud.conversation.deleted"));
        yield return Change("flat/event-type-upper-case", EventGeneration.Flat, root => Put(root, "event_type", "genesys.cloud.conversation.CREATED"));
        yield return Change("flat/event-type-without-prefix", EventGeneration.Flat, root => Put(root, "event_type", "conversation.created"));
        yield return Change("flat/time-word", EventGeneration.Flat, root => Put(root, "time", "yesterday"));
        yield return Change("flat/time-month-13", EventGeneration.Flat, root => Put(root, "time", "2026-13-01T00:00:00Z"));
        yield return Change("flat/time-hour-25", EventGeneration.Flat, root => Put(root, "time", "2026-05-01T25:00:00Z"));
        yield return Change("flat/time-number", EventGeneration.Flat, root => Put(root, "time", 1714566896));
        yield return Change("flat/time-date-only", EventGeneration.Flat, root => Put(root, "time", "2026-05-01"));
        yield return Change("flat/data-array", EventGeneration.Flat, root => Put(root, "data", new JsonArray()));
        yield return Change("flat/data-string", EventGeneration.Flat, root => Put(root, "data", "{}"));
        yield return Change("flat/conversation-id-number", EventGeneration.Flat, root => Put(root, "data/conversation_id", 42));
        yield return Change("flat/conversation-id-dots", EventGeneration.Flat, root => Put(root, "data/conversation_id", ".."));
        yield return Change("flat/conversation-id-too-long", EventGeneration.Flat, root => Put(root, "data/conversation_id", new string('c', 129)));
        yield return Change("flat/conversation-id-control-character", EventGeneration.Flat, root => Put(root, "data/conversation_id", "a\r\nX: y"));
        yield return Change("flat/queue-id-number", EventGeneration.Flat, root => Put(root, "data/routing_queue_id", 7));
        yield return Change("flat/additional-properties-array", EventGeneration.Flat, root => Put(root, "data/additional_properties", new JsonArray()));
        yield return Change("flat/additional-properties-string", EventGeneration.Flat, root => Put(root, "data/additional_properties", "none"));
        yield return Change("flat/analyzed-without-conversation", EventGeneration.Flat, root =>
        {
            Put(root, "event_type", FlatEnvelope.Analyzed);
            Remove(root, "data/conversation_id");
        });
        yield return Change("flat/analyzed-conversation-null", EventGeneration.Flat, root =>
        {
            Put(root, "event_type", FlatEnvelope.Analyzed);
            Put(root, "data/conversation_id", null);
        });
        yield return Change("flat/many-at-once", EventGeneration.Flat, root =>
        {
            Put(root, "account", 1);
            Put(root, "time", "soon");
            Remove(root, "data/id");
        });
        yield return Text("flat/duplicate-member", EventGeneration.Flat, text => "{\"id\":\"first\"," + text[1..]);
    }

    private static IEnumerable<MalformedEvent> Partner()
    {
        foreach (var path in (string[])
            [
                "version", "id", "detail-type", "source", "account", "time", "detail",
                "detail/topicName", "detail/version", "detail/eventBody", "detail/timestamp",
            ])
        {
            yield return Change($"partner/{path.Replace('/', '-')}-missing", EventGeneration.Partner, root => Remove(root, path));
        }

        yield return Change("partner/id-number", EventGeneration.Partner, root => Put(root, "id", 1));
        yield return Change("partner/account-number", EventGeneration.Partner, root => Put(root, "account", 123456789012));
        yield return Change("partner/time-word", EventGeneration.Partner, root => Put(root, "time", "now"));
        yield return Change("partner/resources-object", EventGeneration.Partner, root => Put(root, "resources", new JsonObject()));
        yield return Change("partner/detail-string", EventGeneration.Partner, root => Put(root, "detail", "{}"));
        yield return Change("partner/detail-array", EventGeneration.Partner, root => Put(root, "detail", new JsonArray()));
        yield return Change("partner/event-body-array", EventGeneration.Partner, root => Put(root, "detail/eventBody", new JsonArray()));
        yield return Change("partner/event-body-null", EventGeneration.Partner, root => Put(root, "detail/eventBody", null));
        yield return Change("partner/topic-name-of-another-topic", EventGeneration.Partner, root => Put(root, "detail/topicName", "v2.users.1.presence"));
        yield return Change("partner/conversation-id-missing", EventGeneration.Partner, root => Remove(root, "detail/eventBody/conversationId"));
        yield return Change("partner/conversation-id-empty", EventGeneration.Partner, root => Put(root, "detail/eventBody/conversationId", ""));
        yield return Change("partner/conversation-id-number", EventGeneration.Partner, root => Put(root, "detail/eventBody/conversationId", 5));
        yield return Change("partner/event-time-missing", EventGeneration.Partner, root => Remove(root, "detail/eventBody/eventTime"));
        yield return Change("partner/event-time-string", EventGeneration.Partner, root => Put(root, "detail/eventBody/eventTime", "2026-05-01T12:34:56.789Z"));
        yield return Change("partner/media-type-number", EventGeneration.Partner, root => Put(root, "detail/eventBody/mediaType", 1));
        yield return Change("partner/contact-ids-string", EventGeneration.Partner, root => Put(root, "detail/eventBody/conversationExternalContactIds", "none"));
        yield return Change("partner/only-the-detail", EventGeneration.Partner, root => ReplaceByDetail(root));
    }

    private static IEnumerable<MalformedEvent> Syntax()
    {
        yield return Text("json/empty-object", EventGeneration.Flat, _ => "{}");
        yield return Text("json/string", EventGeneration.Flat, _ => "\"hello\"");
        yield return Text("json/number", EventGeneration.Flat, _ => "42");
        yield return Text("json/null", EventGeneration.Flat, _ => "null");
        yield return Text("json/encoded-twice", EventGeneration.Partner, text => JsonValue.Create(text).ToJsonString());
        yield return Text("json/truncated", EventGeneration.Partner, text => text[..(text.Length / 2)]);
        yield return Text("json/last-brace-missing", EventGeneration.Flat, text => text[..^1]);
        yield return Text("json/brace-too-many", EventGeneration.Flat, text => text + "}");
        yield return Text("json/two-documents", EventGeneration.Flat, text => text + "\n" + text);
        yield return Text("json/trailing-comma", EventGeneration.Flat, text => text[..^1] + ",}");
        yield return Text("json/comma-missing", EventGeneration.Flat, text => text.Replace(",\"account\"", " \"account\"", StringComparison.Ordinal));
        yield return Text("json/single-quotes", EventGeneration.Flat, text => text.Replace('"', '\''));
        yield return Text("json/unquoted-name", EventGeneration.Flat, text => text.Replace("\"account\"", "account", StringComparison.Ordinal));
        yield return Text("json/comment", EventGeneration.Flat, text => "{/* event */" + text[1..]);
        yield return Text("json/nan", EventGeneration.Flat, text => "{\"score\":NaN," + text[1..]);
        yield return Text("json/infinity", EventGeneration.Flat, text => "{\"score\":-Infinity," + text[1..]);
        yield return Text("json/leading-zero", EventGeneration.Flat, text => "{\"n\":007," + text[1..]);
        yield return Text("json/bad-escape", EventGeneration.Flat, text => "{\"s\":\"\\x41\"," + text[1..]);
        yield return Text("json/line-break-in-string", EventGeneration.Flat, text => "{\"s\":\"a\nb\"," + text[1..]);
        yield return Text("json/python-literals", EventGeneration.Flat, text => "{\"a\":True,\"b\":None," + text[1..]);
        yield return Text("json/250-levels", EventGeneration.Flat, text => "{\"deep\":" + new string('[', 250) + new string(']', 250) + "," + text[1..]);
        yield return Text("json/5000-digits", EventGeneration.Flat, text => "{\"n\":" + new string('9', 5000) + "," + text[1..]);
        yield return Text("json/words", EventGeneration.Flat, _ => "conversation created at noon");
        yield return Text("json/xml", EventGeneration.Flat, _ => "<?xml version=\"1.0\"?><event><id>1</id></event>");
        yield return Text("json/html", EventGeneration.Flat, _ => "<!doctype html><title>502 Bad Gateway</title>");
        yield return Text("json/form", EventGeneration.Flat, _ => "id=1&source=genesys.cloud&event_type=genesys.cloud.conversation.created");
        yield return Text("json/base64", EventGeneration.Flat, text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
    }

    private static IEnumerable<MalformedEvent> Bytes()
    {
        yield return Text("bytes/none", EventGeneration.Flat, _ => "");
        yield return Text("bytes/blanks", EventGeneration.Flat, _ => " \r\n\t ");
        yield return new MalformedEvent("bytes/utf-16", EventGeneration.Flat, root => Encoding.Unicode.GetBytes(root.ToJsonString()));
        yield return new MalformedEvent("bytes/not-utf-8", EventGeneration.Flat, root => [.. Encoding.UTF8.GetBytes("{\"s\":\""), 0xFF, 0xFE, .. Encoding.UTF8.GetBytes("\"," + root.ToJsonString()[1..])]);
        yield return new MalformedEvent("bytes/zeros", EventGeneration.Flat, _ => new byte[64]);
    }

    private static IEnumerable<MalformedEvent> Http()
    {
        yield return Text("http/no-content-type", EventGeneration.Flat, text => text) with { ContentType = null, ExpectedStatus = 415 };
        yield return Text("http/text-plain", EventGeneration.Flat, text => text) with { ContentType = "text/plain", ExpectedStatus = 415 };
        yield return Text("http/xml", EventGeneration.Flat, text => text) with { ContentType = "application/xml", ExpectedStatus = 415 };
        yield return new MalformedEvent("http/gzip", EventGeneration.Flat, Compress) { ContentEncoding = "gzip", ExpectedStatus = 415 };
        yield return Change("http/too-large", EventGeneration.Flat, root => Put(root, "padding", new string('x', 1_400_000))) with { ExpectedStatus = 413 };
    }

    private static MalformedEvent Change(string name, EventGeneration generation, Action<JsonObject> change) => new(name, generation, root =>
    {
        change(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    });

    private static MalformedEvent Text(string name, EventGeneration generation, Func<string, string> change) =>
        new(name, generation, root => Encoding.UTF8.GetBytes(change(root.ToJsonString())));

    private static void Remove(JsonObject root, string path) => Parent(root, path, out var member).Remove(member);

    private static void Put(JsonObject root, string path, JsonNode? value) => Parent(root, path, out var member)[member] = value;

    // What an input transformer that passes on "$.detail" sends.
    private static void ReplaceByDetail(JsonObject root)
    {
        var detail = (JsonObject)root["detail"]!.DeepClone();
        root.Clear();
        foreach (var (name, value) in detail)
        {
            root[name] = value?.DeepClone();
        }
    }

    private static JsonObject Parent(JsonObject root, string path, out string member)
    {
        var steps = path.Split('/');
        member = steps[^1];
        return steps[..^1].Aggregate(root, (node, step) => (JsonObject)node[step]!);
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
