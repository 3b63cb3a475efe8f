using System.Text;
using System.Text.Json.Nodes;
using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.Events;

/// <summary>
/// The catalogue of valid events that are seldom met, each in a form that AWS or Genesys Cloud documents or was seen to
/// send. A receiver that keeps the contract accepts every one.
/// </summary>
public static class ValidEvents
{
    private const string Placeholder = "the place of the text";

    private static readonly DateTimeOffset IngestedAt = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Every entry, its name unique.</summary>
    public static IReadOnlyList<EventKind> All { get; } =
    [
        .. new[] { Envelopes(), Texts(), Records(), Arrays() }
            .SelectMany(kinds => kinds)
            .Select(kind => kind with { ExpectedStatus = 200 }),
    ];

    private static IEnumerable<EventKind> Envelopes()
    {
        yield return EventKinds.Change("flat/plain", EventGeneration.Flat, _ => { });
        yield return EventKinds.Change("partner/plain", EventGeneration.Partner, _ => { });
        yield return EventKinds.Change("partner/optional-members-absent", EventGeneration.Partner, root =>
        {
            foreach (var member in (string[])["version", "region", "resources", "detail/metadata"])
            {
                EventKinds.Remove(root, member);
            }
        });
        yield return EventKinds.Change(
            "partner/time-with-milliseconds", EventGeneration.Partner, root => EventKinds.Put(
                root, "time", "2026-05-01T12:34:56.000Z"));
        yield return EventKinds.Change(
            "partner/archive-replay", EventGeneration.Partner, root => EventKinds.Put(
                root, "replay-name", "replay-of-yesterday"));
        yield return EventKinds.Change("partner/metadata-open", EventGeneration.Partner, root => EventKinds.Put(
            root, "detail/metadata",
            new JsonObject { ["CorrelationId"] = "x", ["action"] = "update", ["type"] = "conversation" }));
        yield return EventKinds.Change(
            "partner/metadata-empty", EventGeneration.Partner, root => EventKinds.Put(
                root, "detail/metadata", new JsonObject()));
        yield return EventKinds.Change(
            "partner/member-nobody-knows", EventGeneration.Partner, root => EventKinds.Put(
                root, "detail/eventBody/sentimentTrend", 0.5));
        yield return EventKinds.Change(
            "partner/value-nobody-knows", EventGeneration.Partner, root => EventKinds.Put(
                root, "detail/eventBody/mediaType", "HOLOGRAM"));
        yield return EventKinds.Change("partner/content-type-of-the-bus", EventGeneration.Partner, _ => { }) with
        {
            ContentType = "application/eventbridge+json",
        };
    }

    // RFC 8259 allows the escape of half a surrogate pair in a text.
    private static IEnumerable<EventKind> Texts()
    {
        foreach (var (name, escaped) in ((string, string)[])
            [
                ("high-surrogate", @"Hi \ud83d"),
                ("low-surrogate", @"\ude00 Hi"),
                ("swapped-surrogates", @"\ude00\ud83d"),
                ("nul", @"a\u0000b"),
            ])
        {
            yield return WithText($"partner/subject-with-{name}", "detail/eventBody/subject", escaped);
        }

        yield return WithText("partner/name-with-high-surrogate", "detail/eventBody/callbackUserName", @"J\ud800rg");
        yield return WithText("partner/metadata-with-high-surrogate", "detail/metadata/note", @"\udbff");
    }

    private static IEnumerable<EventKind> Records()
    {
        yield return EventKinds.Replace(
            "record/live", EventGeneration.Partner, root => BusRecord.Of(root, BusRecord.Live, IngestedAt));
        yield return EventKinds.Replace(
            "record/replay", EventGeneration.Partner, root => BusRecord.Of(root, BusRecord.Replay, IngestedAt));
        yield return EventKinds.Replace(
            "record/flat", EventGeneration.Flat, root => BusRecord.Of(root, BusRecord.Live, IngestedAt));
        yield return EventKinds.Replace("record/without-metadata", EventGeneration.Partner, root =>
        {
            var record = BusRecord.Of(root, BusRecord.Live, IngestedAt);
            record.Remove("Metadata");
            return record;
        });
        yield return EventKinds.Replace("record/with-metadata-of-a-publisher", EventGeneration.Partner, root =>
        {
            var record = BusRecord.Of(root, BusRecord.Live, IngestedAt);
            record["Metadata"] = new JsonObject { ["tenant"] = "acme" };
            return record;
        });
        yield return EventKinds.Replace(
            "record/array", EventGeneration.Partner, root => new JsonArray(
                [.. Copies(root).Select(one => BusRecord.Of(one, BusRecord.Live, IngestedAt))]));
    }

    private static IEnumerable<EventKind> Arrays()
    {
        yield return EventKinds.Replace("array/one", EventGeneration.Partner, root => new JsonArray(root.DeepClone()));
        yield return EventKinds.Replace(
            "array/three", EventGeneration.Partner, root => new JsonArray([.. Copies(root)]));
        yield return EventKinds.Replace("array/flat", EventGeneration.Flat, root => new JsonArray([.. Copies(root)]));
    }

    private static EventKind WithText(string name, string path, string escaped) =>
        new(name, EventGeneration.Partner, root =>
        {
            EventKinds.Put(root, path, Placeholder);
            return Encoding.UTF8.GetBytes(root.ToJsonString().Replace(Placeholder, escaped, StringComparison.Ordinal));
        });

    /// <summary>Three events that differ in their id.</summary>
    private static IEnumerable<JsonObject> Copies(JsonObject root)
    {
        for (var number = 1; number <= 3; number++)
        {
            var copy = (JsonObject)root.DeepClone();
            copy["id"] = number == 1 ? root["id"]!.GetValue<string>() : SeededIds.Of($"{root["id"]} {number}");
            yield return copy;
        }
    }
}
