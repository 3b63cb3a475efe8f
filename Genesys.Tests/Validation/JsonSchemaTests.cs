using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>The JSON Schemas say what the validator says.</summary>
public class JsonSchemaTests
{
    private static readonly IReadOnlyList<JsonSchemaDocument> All = JsonSchemaDocument.All(Validators.Default);

    /// <summary>What JSON Schema can't express, or leaves to the reader: the form of a date-time.</summary>
    private static readonly string[] BeyondJsonSchema = [FindingCodes.DuplicateMember, FindingCodes.NonFiniteNumber, FindingCodes.DateTime, FindingCodes.OutOfRange];

    [Fact]
    public void EveryGenerationAndTypedTopic_HasOne()
    {
        Assert.Equal(["aws.partner/genesys.com", "genesys.cloud/1"], All.Where(document => document.Topic is null).Select(document => document.Name).Order());
        Assert.Equal(19, All.Count(document => document.Topic is not null));
        Assert.All(All, document => Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)document.Json["$schema"]));
        Assert.Equal(All.Count, All.Select(document => (string?)document.Json["$id"]).Distinct().Count());
    }

    [Fact]
    public void Oracle_IsJudgedAlikeByBoth()
    {
        var schema = new JsonSchemaEvaluator(All.Single(document => document.Name == "genesys.cloud/1").Json);
        var compared = 0;
        foreach (var payload in OraclePayload.All.Where(payload => payload.IsJson))
        {
            if (Validators.Judge(payload.Body) is not BodyVerdict.One { Verdict: var verdict })
            {
                continue;
            }

            if (verdict is Verdict.Rejected rejected && rejected.Findings.Any(finding => BeyondJsonSchema.Contains(finding.Code)))
            {
                continue;
            }

            using var document = JsonDocument.Parse(payload.Body, new JsonDocumentOptions { MaxDepth = 300 });
            Assert.True(schema.Accepts(document.RootElement) == verdict is Verdict.Accepted, $"They disagree on {payload.Name}.");
            compared++;
        }

        Assert.InRange(compared, 150, 334);
    }

    [Fact]
    public void PartnerFixtures_AreJudgedAlikeByBoth_WholeAndWithEachMemberRemovedOrRetyped()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Validation", "Data", "partner")))
        {
            var fixture = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            var topic = new JsonSchemaEvaluator(All.Single(document => document.Topic == (string)fixture["detail-type"]!).Json);
            var generation = new JsonSchemaEvaluator(All.Single(document => document.Name == "aws.partner/genesys.com" && document.Topic is null).Json);
            foreach (var variant in Variants(fixture))
            {
                var accepted = Validators.JudgeOne(variant) is Verdict.Accepted;
                using var document = JsonDocument.Parse(variant);
                Assert.True(topic.Accepts(document.RootElement) == accepted, $"{Path.GetFileName(file)}: {variant}");
                Assert.True(generation.Accepts(document.RootElement) == accepted, $"{Path.GetFileName(file)}: {variant}");
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
                holder[name] = value is JsonValue text && text.TryGetValue<string>(out _) ? 7 : "7";
                yield return fixture.ToJsonString();
                holder[name] = value;
            }
        }
    }
}
