using System.Text.Json.Nodes;

namespace Genesys.Tests.Deploy;

/// <summary>What is allowed to whom: in the templates and in the policy file.</summary>
public class PermissionsTests
{
    private static readonly CloudFormationTemplate Template = CloudFormationTemplate.Read("receiver.yaml");

    private static readonly JsonNode PolicyFile = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "deploy/aws/receiver-policy.json")))!;

    [Fact]
    public void NoAction_IsAWildcard()
    {
        var actions = Statements().SelectMany(statement => Texts(statement["Action"]!)).ToList();

        Assert.NotEmpty(actions);
        Assert.DoesNotContain(actions, action => action.Contains('*', StringComparison.Ordinal));
    }

    /// <summary>Reading a metric alone: CloudWatch knows no resources for it.</summary>
    [Fact]
    public void NoResource_IsEverything() => Assert.DoesNotContain(
        Statements()
            .Where(
                statement => statement["Resource"] is not null
                    && !Texts(statement["Action"]!).SequenceEqual(["cloudwatch:GetMetricStatistics"]))
            .SelectMany(statement => Texts(statement["Resource"]!)),
        resource => resource == "*");

    [Fact]
    public void NoPrincipal_IsEveryone() =>
        Assert.DoesNotContain(
            Statements(),
            statement => statement["Principal"]?.ToJsonString().Contains('*', StringComparison.Ordinal) == true);

    [Fact]
    public void EveryStatement_Allows() =>
        Assert.All(Statements(), statement => Assert.Equal("Allow", (string?)statement["Effect"]));

    [Fact]
    public void Receiver_MayOnlyWriteItsLogGroup()
    {
        var inTemplate = Template.Resources["ReceiverPolicy"]!["Properties"]!["PolicyDocument"]!["Statement"]![0]!;
        var inFile = PolicyFile["Statement"]![0]!;

        // The template makes the group itself; without it the receiver does.
        Assert.Equal(["logs:CreateLogStream", "logs:PutLogEvents"], Texts(inTemplate["Action"]!));
        Assert.Equal(
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:PutRetentionPolicy"],
            Texts(inFile["Action"]!));
        Assert.All(
            Texts(inFile["Resource"]!),
            resource =>
                Assert.Contains(":log-group:genesys-eventbridge-validation", resource, StringComparison.Ordinal));
    }

    private static IEnumerable<JsonObject> Statements() =>
        CloudFormationTemplate.Files.SelectMany(file => CloudFormationTemplate.Read(file).Nodes()).Append(PolicyFile)
            .OfType<JsonObject>()
            .Where(node => node.ContainsKey("Statement"))
            .SelectMany(document => ((JsonArray)document["Statement"]!).Cast<JsonObject>());

    private static IEnumerable<string> Texts(JsonNode node) =>
        node is JsonArray list
            ? list.Select(item => item is JsonValue ? (string)item! : item!.ToJsonString())
            : [node is JsonValue ? (string)node! : node.ToJsonString()];
}
