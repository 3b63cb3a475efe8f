using System.Text.Json.Nodes;
using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation;
using Genesys.Receiver.Validation.Rules;
using Genesys.Receiver.Validation.Schemas;
using Genesys.Receiver.Validation.Schemas.Topics;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Validation;

/// <summary>The real envelope, with a body for each topic whose body is checked.</summary>
public class PartnerEventTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Validation", "Data", "partner");

    private static readonly string[] Optional = [
        "/region", "/resources", "/replay-name", "/version", "/detail/version", "/detail/metadata"];

    public static TheoryData<string> Fixtures =>
        [.. Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Order()];

    [Fact]
    public void EveryTypedTopic_HasAFixture() =>
        Assert.Equal(
            TopicBodies.Typed.Select(topic => topic.Template).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Folder)
                .Select(path => (string)JsonNode.Parse(File.ReadAllText(path))!["detail-type"]!)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void MemberThatStandsTwiceInABodyBeforeItsTopic_IsFoundOnce()
    {
        var (topic, body) = (KnownTopics.Templates[0], """{"eventBody":{"a":1,"a":2}}""");

        var rejected = Validators.Rejected(
            $$"""{"detail":{{body}},"detail-type":"{{topic}}","source":"aws.partner/x"}""");

        Assert.Single(rejected.Findings, finding => finding.Code == FindingCodes.DuplicateMember);
    }

    [Fact]
    public void All16ConversationDetailTopics_AreTyped_AndEveryTopicIsKnown()
    {
        Assert.Equal(
            16,
            TopicBodies.Typed.Count(
                topic => topic.Template.StartsWith(ConversationDetailBodies.Prefix, StringComparison.Ordinal)));
        Assert.Equal(242, KnownTopics.Templates.Distinct().Count());
        Assert.Equal(ConversationDetailBodies.ByName.Count, TopicBodies.Typed.Count() - 3);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Fixture_IsAcceptedWithoutDrift(string file)
    {
        var delivery = Validators.Accepted(Read(file).ToJsonString());

        Assert.Equal("aws.partner/genesys.com", delivery.Schema);
        Assert.Empty(delivery.Drift);
        Assert.Equal((string?)Read(file)["detail"]!["eventBody"]!["conversationId"], delivery.ConversationId?.Value);
        Assert.Equal((string)Read(file)["detail-type"]!, delivery.EventType);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void MemberRemoved_IsFoundWhenItIsRequired(string file)
    {
        foreach (var path in MembersOf(file))
        {
            var changed = Read(file);
            Parent(changed, path).Remove(Name(path));

            if (IsRequired(file, path))
            {
                Assert.Contains(
                    Validators.Rejected(changed.ToJsonString()).Findings,
                    finding => finding.Path == path && finding.Code == FindingCodes.Required);
            }
            else
            {
                Validators.Accepted(changed.ToJsonString());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void MemberRetyped_IsFound(string file)
    {
        foreach (var path in MembersOf(file))
        {
            var changed = Read(file);
            var parent = Parent(changed, path);
            parent[Name(path)] = parent[Name(path)] switch
            {
                JsonObject => JsonValue.Create("text"),
                JsonArray => new JsonObject(),
                JsonValue value when value.TryGetValue<string>(out _) => JsonValue.Create(7),
                _ => JsonValue.Create("7"),
            };

            Assert.Contains(
                Validators.Rejected(changed.ToJsonString()).Findings,
                finding => finding.Path == path && finding.Code == FindingCodes.Type);
        }
    }

    // The search index and the dead letters of PostgreSQL have it in text columns with an index.
    [Theory]
    [InlineData("a\0b", FindingCodes.ControlCharacter)]
    [InlineData("a\nb", FindingCodes.ControlCharacter)]
    [InlineData(null, FindingCodes.TooLong)]
    public void TopicThatNoStoreWouldKeep_IsFound(string? topic, string code) => Assert.Contains(
        Validators.Rejected(
            Events.Partner(topic ?? new string('a', PartnerEvent.MaxTopicLength + 1), new JsonObject()).ToJsonString())
            .Findings,
        finding => (finding.Path, finding.Code) == ("/detail-type", code));

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void TextEmptied_IsFoundWhereItMustSaySomething_AndPassesWhereRealEventsLeaveItEmpty(string file)
    {
        string[] meaningful =
        [
            "/version", "/id", "/detail-type", "/source", "/account", "/time", "/detail/topicName", "/detail/version",
            "/detail/timestamp",
        ];
        var isDetail = ((string)Read(file)["detail-type"]!).StartsWith(
            ConversationDetailBodies.Prefix, StringComparison.Ordinal);
        foreach (var path in MembersOf(file))
        {
            var changed = Read(file);
            var parent = Parent(changed, path);
            if (parent[Name(path)] is not JsonValue value || !value.TryGetValue<string>(out _))
            {
                continue;
            }

            parent[Name(path)] = "";
            var isTime = Name(path) is "eventTime" or "metricDate";
            if (meaningful.Contains(path) || isTime || (isDetail && Name(path) == "conversationId"))
            {
                Assert.Contains(Validators.Rejected(changed.ToJsonString()).Findings, finding => finding.Path == path);
            }
            else
            {
                Validators.Accepted(changed.ToJsonString());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void MembersInAnyOrder_AreJudgedTheSame(string file)
    {
        var fixture = Read(file);
        var reversed = new JsonObject(
            fixture.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

        Assert.Equal(
            Validators.Accepted(fixture.ToJsonString()).ConversationId,
            Validators.Accepted(reversed.ToJsonString()).ConversationId);
        if (file.EndsWith("acw.json", StringComparison.Ordinal))
        {
            reversed["detail"]!["eventBody"]!["queueId"] = 5;
            var finding = Assert.Single(Validators.Rejected(reversed.ToJsonString()).Findings);
            Assert.Equal("/detail/eventBody/queueId", finding.Path);
        }
    }

    [Theory]
    [InlineData("time", "2022-06-14T16:12:11.000Z")]
    [InlineData("time", "2022-06-14T16:12:11Z")]
    [InlineData("replay-name", "replay-of-monday")]
    [InlineData("account", "123456789")]
    [InlineData("source", "aws.partner/genesys.com.test/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/test-event-bus")]
    [InlineData("version", "1")]
    public void WhatRealEnvelopesHold_Passes(string member, string value)
    {
        var changed = Read("acd.end.json");
        changed[member] = value;

        Assert.Equal(member == "replay-name" ? value : null, Validators.Accepted(changed.ToJsonString()).ReplayName);
    }

    [Fact]
    public void SourcePrefix_IsASetting()
    {
        var validator = new DeliveryValidator(
            Options.Create(new ValidationOptions { SourcePrefixes = { "aws.partner/example.com/" } }));
        var changed = Read("acw.json");

        Assert.IsType<Verdict.Rejected>(((BodyVerdict.One)validator.Judge(Bytes(changed))).Verdict);
        changed["source"] = "aws.partner/example.com/anything";
        Assert.IsType<Verdict.Accepted>(((BodyVerdict.One)validator.Judge(Bytes(changed))).Verdict);
    }

    [Fact]
    public void UnknownMember_IsDrift_NamedWhenItHasTheFormOfAName()
    {
        var changed = Read("acw.json");
        changed["newInEnvelope"] = 1;
        changed["detail"]!["eventBody"]!["newInBody"] = new JsonObject { ["x"] = 1 };
        changed["detail"]!["eventBody"]!["Alice Example"] = 1;
        changed["detail"]!["eventBody"]!["tel15550100001"] = 1;

        Assert.Equal(
            ["/detail/eventBody/*", "/detail/eventBody/newInBody", "/newInEnvelope"],
            Validators.Accepted(changed.ToJsonString()).Drift.Select(drift => drift.Path)
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("mediaType", "HOLOGRAM", "HOLOGRAM")]
    [InlineData("disconnectType", "Alice Example", null)]
    [InlineData("acdOutcome", "", null)]
    [InlineData("usedRouting", "5551234567", null)]
    public void UnknownValue_IsDrift_ShownWhenItHasTheFormOfAConstant(string member, string value, string? shown)
    {
        var changed = Read("acd.end.json");
        changed["detail"]!["eventBody"]![member] = value;

        var drift = Assert.Single(Validators.Accepted(changed.ToJsonString()).Drift);
        Assert.Equal(new Drift("/detail/eventBody/" + member, DriftKind.UnknownValue, shown), drift);
    }

    [Fact]
    public void UnknownTopic_IsDrift_AndItsBodyIsAnything()
    {
        var changed = Events.Partner(
            "v2.detail.events.conversation.{id}.hologram",
            new JsonObject { ["conversationId"] = Events.ConversationId, ["x"] = 1 });

        var delivery = Validators.Accepted(changed.ToJsonString());

        Assert.Equal(
            [new Drift("/detail-type", DriftKind.UnknownTopic, "v2.detail.events.conversation.{id}.hologram")],
            delivery.Drift);
        Assert.Equal(Events.ConversationId, delivery.ConversationId?.Value);
    }

    [Fact]
    public void DriftOfOneEvent_EndsWithTheFiftieth()
    {
        var changed = Read("acw.json");
        for (var index = 0; index < 100; index++)
        {
            changed["detail"]!["eventBody"]![$"new{(char)('A' + (index / 26))}{(char)('a' + (index % 26))}"] = 1;
        }

        Assert.Equal(50, Validators.Accepted(changed.ToJsonString()).Drift.Count);
        Assert.Empty(Validators.Accepted(Read("acw.json").ToJsonString()).Drift);
    }

    [Fact]
    public void UnknownMembersOfManyElements_AreOneDrift()
    {
        var elements = new JsonArray(
            [
                .. Enumerable.Range(0, 100)
                .Select(_ => (JsonNode)new JsonObject { ["id"] = "a", ["hologram"] = true, ["mediaType"] = "FAX" })]);
        var body = new JsonObject { ["eventTime"] = 1, ["conversationId"] = "c", ["communications"] = elements };

        var delivery = Validators.Accepted(
            Events.Partner("v2.detail.events.conversation.{id}.attributes", body).ToJsonString());

        Assert.Equal(
            [
                new Drift("/detail/eventBody/communications/*/hologram", DriftKind.UnknownMember),
                new Drift("/detail/eventBody/communications/*/mediaType", DriftKind.UnknownValue, "FAX"),
            ],
            delivery.Drift);
    }

    [Fact]
    public void EveryTopicOfTheList_IsTakenWithoutDrift()
    {
        var untyped = KnownTopics.Templates.Except(TopicBodies.Typed.Select(topic => topic.Template));
        Assert.All(
            untyped,
            template =>
                Assert.Empty(Validators.Accepted(Events.Partner(template, new JsonObject()).ToJsonString()).Drift));
    }

    [Theory]
    [InlineData("v2.a.{id}.b", "v2.a.x.b", true)]
    [InlineData("v2.a.{id}.b", "v2.a.x.c", false)]
    [InlineData("v2.a.{id}.b", "v2.a..b", false)]
    [InlineData("v2.a.{id}.b", "v2.a.x.y.b", false)]
    [InlineData("v2.a.{id}.b", "v2.a.{id}.b", true)]
    [InlineData("v2.a.{id}.b.{id}", "v2.a.x.b.y", true)]
    [InlineData("v2.a.{id}.b.{id}", "v2.a.x.b.y.z@example", true)]
    [InlineData("v2.a.{id}.b.{id}", "v2.a.x.b.", false)]
    [InlineData("v2.quality.evaluations", "v2.quality.evaluations", true)]
    [InlineData("v2.quality.evaluations", "v2.quality.evaluations.x", false)]
    public void TopicName_FitsItsTemplate(string template, string name, bool fits) =>
        Assert.Equal(
            fits,
            TopicForm.Fits(System.Text.Encoding.UTF8.GetBytes(template), System.Text.Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData("""{"detail-type":"x"}""", "aws.partner/genesys.com")]
    [InlineData("""{"detail":{}}""", "aws.partner/genesys.com")]
    [InlineData("""{"source":"aws.partner/somebody"}""", "aws.partner/genesys.com")]
    [InlineData("""{"detail":{},"detail-type":"x","event_type":"x"}""", "genesys.cloud/1")]
    [InlineData("""{"detail-type":"x","source":"genesys.cloud"}""", "genesys.cloud/1")]
    [InlineData("""{"data":{},"detail":{}}""", "genesys.cloud/1")]
    [InlineData("""{"x":{"detail-type":"x"}}""", "genesys.cloud/1")]
    [InlineData("{}", "genesys.cloud/1")]
    public void Schema_IsPickedFromTheEnvelope(string body, string schema) =>
        Assert.Equal(schema, Validators.Rejected(body).Schema);

    private static byte[] Bytes(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());

    private static JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!.AsObject();

    /// <summary>Pointers of the members that the schema knows and the fixture has, arrays not entered.</summary>
    private static IEnumerable<string> MembersOf(string file)
    {
        var fixture = Read(file);
        var envelope = PartnerEvent.Schema(ValidationOptions.DefaultSourcePrefixes).Envelope;
        return Members(fixture, envelope, "", (string)fixture["detail-type"]!);
    }

    private static IEnumerable<string> Members(JsonObject json, ObjectRule rule, string path, string topic)
    {
        foreach (var member in rule.Members.Where(member => json.ContainsKey(member.Name)))
        {
            yield return $"{path}/{member.Name}";
            var inner = member.Rule switch
            {
                ObjectRule known => known,
                TopicBodyRule body => body.RuleOf(System.Text.Encoding.UTF8.GetBytes(topic)),
                _ => null,
            };
            if (inner is not null && json[member.Name] is JsonObject child)
            {
                foreach (var found in Members(child, inner, $"{path}/{member.Name}", topic))
                {
                    yield return found;
                }
            }
        }
    }

    private static bool IsRequired(string file, string path)
    {
        if (path.StartsWith("/detail/eventBody/", StringComparison.Ordinal))
        {
            return Name(path) is "conversationId" or "eventTime"
                && ((string)Read(file)["detail-type"]!).StartsWith(
                    ConversationDetailBodies.Prefix, StringComparison.Ordinal);
        }

        return !Optional.Contains(path) && !path.StartsWith("/detail/metadata/", StringComparison.Ordinal);
    }

    private static JsonObject Parent(JsonObject root, string path) =>
        path.Split('/')[1..^1].Aggregate(root, (node, name) => node[name]!.AsObject());

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
