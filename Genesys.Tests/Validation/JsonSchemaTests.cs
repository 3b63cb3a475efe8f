using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Validation;
using Genesys.Receiver.Validation.Schemas;

namespace Genesys.Tests.Validation;

/// <summary>The JSON Schemas say what the validator says.</summary>
public class JsonSchemaTests
{
    private static readonly IReadOnlyList<JsonSchemaDocument> All = JsonSchemaDocument.All(Validators.Default);

    /// <summary>
    /// What JSON Schema can't express: the last is an instant that its offset moves out of the years 1 to 9999.
    /// </summary>
    private static readonly string[] BeyondJsonSchema = [
        FindingCodes.DuplicateMember, FindingCodes.NonFiniteNumber, FindingCodes.OutOfRange];

    [Fact]
    public void EveryGenerationAndTopic_HasOne()
    {
        Assert.Equal(
            ["aws.partner/genesys.com", "genesys.cloud/1"],
            All.Where(document => document.Topic is null).Select(document => document.Name).Order());
        Assert.Equal(
            KnownTopics.Templates,
            All.Where(document => document.Topic is not null).Select(document => document.Topic!));
        Assert.All(
            All,
            document =>
                Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)document.Json["$schema"]));
        Assert.Equal(All.Count, All.Select(document => (string?)document.Json["$id"]).Distinct().Count());
    }

    [Fact]
    public void Oracle_IsJudgedAlikeByBoth()
    {
        var schema = new JsonSchemaEvaluator(All.Single(document => document.Name == "genesys.cloud/1").Json);
        var compared = 0;
        foreach (var payload in OraclePayload.All.Concat(OraclePayload.Further).Where(payload => payload.IsJson))
        {
            if (Validators.Judge(payload.Body) is not BodyVerdict.One { Verdict: var verdict })
            {
                continue;
            }

            if (verdict is Verdict.Rejected rejected
                && rejected.Findings.Any(finding => BeyondJsonSchema.Contains(finding.Code)))
            {
                continue;
            }

            using var document = JsonDocument.Parse(payload.Body, new JsonDocumentOptions { MaxDepth = 300 });
            Assert.True(
                schema.Accepts(document.RootElement) == verdict is Verdict.Accepted,
                $"They disagree on {payload.Name}.");
            compared++;
        }

        Assert.InRange(compared, 600, 2_000);
    }

    [Fact]
    public void PartnerFixtures_AreJudgedAlikeByBoth_WholeAndWithEachMemberRemovedOrRetyped()
    {
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(AppContext.BaseDirectory, "Validation", "Data", "partner")))
        {
            var fixture = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            var topic = new JsonSchemaEvaluator(
                All.Single(document => document.Topic == (string)fixture["detail-type"]!).Json);
            var generation = new JsonSchemaEvaluator(
                All.Single(document => document.Name == "aws.partner/genesys.com" && document.Topic is null).Json);
            foreach (var variant in Variants(fixture))
            {
                var accepted = Validators.JudgeOne(variant) is Verdict.Accepted;
                using var document = JsonDocument.Parse(variant);
                Assert.True(topic.Accepts(document.RootElement) == accepted, $"{Path.GetFileName(file)}: {variant}");
                Assert.True(
                    generation.Accepts(document.RootElement) == accepted, $"{Path.GetFileName(file)}: {variant}");
            }
        }
    }

    private static IEnumerable<string> Variants(JsonObject fixture)
    {
        yield return fixture.ToJsonString();
        JsonObject[] holders = [fixture, fixture["detail"]!.AsObject(), fixture["detail"]!["eventBody"]!.AsObject()];
        foreach (var holder in holders)
        {
            foreach (var name in holder.Select(member => member.Key).Where(name => name != "detail-type").ToArray())
            {
                var value = holder[name];
                holder.Remove(name);
                yield return fixture.ToJsonString();
                foreach (var other in Others(value))
                {
                    holder[name] = other;
                    yield return fixture.ToJsonString();
                }

                holder[name] = value;
            }
        }
    }

    /// <summary>
    /// Values in a member's place: of each other type, empty, and near misses of numbers, dates and blanks.
    /// </summary>
    private static IEnumerable<JsonNode?> Others(JsonNode? value)
    {
        string[] others = value is JsonValue text && text.TryGetValue<string>(out _)
            ? [
                "7", "null", "[]", "{}", "\"\"", "\" \"", "\"\\ufeff\"", "\"\\u200b\"", "\"\\u2028\"",
                "\"2024-02-30T00:00:00Z\"", "\"2024-02-29_23:59+0530\"", "\"..\"", "\"a\\u0085\""]
            : [
                "\"7\"", "null", "[]", "{}", "true", "1.0", "1.5", "1e3", "1e-3", "-0.0", "1e30", "253402300800000",
                "[null]", "[\"\"]"];
        return others.Select(other => JsonNode.Parse(other));
    }
}
