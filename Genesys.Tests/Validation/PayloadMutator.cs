using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Genesys.Tests.Validation;

/// <summary>
/// Changes payloads at random: as bytes, and as JSON that stays JSON. The same seed makes the same changes.
/// </summary>
internal sealed class PayloadMutator(int seed)
{
    /// <summary>
    /// What is put in as names and as values, and must not come out again. As a name it isn't in the form in which
    /// drift is shown.
    /// </summary>
    public const string Marker = "Zq9 Marker";

    private static readonly byte[][] Fragments =
    [
        .. "{ } [ ] , : \" \\ \\u \\ud83d \\ude00 \\u0000 null true NaN -Infinity - 0 1e5 1.5 // \"id\" \"data\" \"detail-type\" \"eventBody\""
            .Split(' ').Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0], [0x1F], [0x7F], [0xC2, 0x85],
            [0xF0, 0x9F, 0x98, 0x80], [(byte)' '], [(byte)'\n'],
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-0.0", "1e3", "1.5", "1e400", "-5", "9223372036854775808", "{}", "[]", "[{}]",
            "[null,[[1]]]", "\"\"", "\" \"", "\"..\"",
        "\"2024-05-01\"", "\"2024-05-01T12:34:56+23:59\"", "\"9999-12-31T23:59:59-23:59\"", "\"\\u0000\"",
            "\"\\ud83d\\ude00\"", "\"v2.x.{id}\"",
        $"\"{Marker}\"", $"{{\"{Marker}\":\"{Marker}\"}}", $"[\"{Marker}\"]", $"\"{new string('x', 1_025)}\"",
    ];

    private readonly Random _random = new(seed);

    /// <summary>An event to change the members of; some go deeper than JSON is read by default.</summary>
    public static JsonObject Parse(byte[] payload) =>
        JsonNode.Parse(payload, documentOptions: new JsonDocumentOptions { MaxDepth = 300 })!.AsObject();

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    /// <summary>Bytes that have nothing to do with JSON.</summary>
    public byte[] Noise()
    {
        var body = new byte[_random.Next(80)];
        _random.NextBytes(body);
        return body;
    }

    /// <summary>A payload with one to three changes of its bytes.</summary>
    public byte[] Bytes(byte[] payload)
    {
        var bytes = new List<byte>(payload);
        for (var change = _random.Next(1, 4); change > 0; change--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(6))
            {
                case 0:
                    bytes.InsertRange(at, Pick(Fragments));
                    break;
                case 1:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Marker));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(_random.Next(1, 8), bytes.Count - at));
                    break;
                case 3 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    var from = _random.Next(bytes.Count + 1);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(_random.Next(1, 40), bytes.Count - from)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>
    /// A payload with one to three members or elements removed, replaced, renamed, added or moved; at times one of
    /// several in an array.
    /// </summary>
    public string Structure(JsonObject payload)
    {
        var changed = payload.DeepClone().AsObject();
        for (var change = _random.Next(1, 4); change > 0; change--)
        {
            Change(Container(changed));
        }

        var text = changed.ToJsonString();
        return _random.Next(10) == 0 ? $"[{text},{Pick(Values)},{payload.ToJsonString()}]" : text;
    }

    /// <summary>An object or array of the payload, the deeper the rarer.</summary>
    private JsonNode Container(JsonNode from)
    {
        while (_random.Next(3) > 0)
        {
            var inner = (from is JsonObject named ? named.Select(member => member.Value) : from.AsArray())
                .Where(value => value is JsonObject or JsonArray).ToArray();
            if (inner.Length == 0)
            {
                break;
            }

            from = Pick(inner)!;
        }

        return from;
    }

    private void Change(JsonNode container)
    {
        if (container is JsonArray array)
        {
            array.Insert(_random.Next(array.Count + 1), JsonNode.Parse(Pick(Values)));
            return;
        }

        var members = container.AsObject();
        var name = members.Count == 0 ? Marker : members.GetAt(_random.Next(members.Count)).Key;
        switch (_random.Next(5))
        {
            case 0:
                members.Remove(name);
                break;
            case 1:
                members[Pick(["id", "data", "time", "detail", "detail-type", "event_type", "conversationId", Marker,
                    name.ToUpperInvariant()])] = JsonNode.Parse(Pick(Values));
                break;
            case 2 when members.TryGetPropertyValue(name, out var value):
                members.Remove(name);
                members.Insert(_random.Next(members.Count + 1), name, value);
                break;
            default:
                members[name] = JsonNode.Parse(Pick(Values));
                break;
        }
    }
}
