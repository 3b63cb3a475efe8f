using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Genesys.Tests.Deploy;

public partial class CloudFormationTests
{
    private static readonly string[] PseudoParameters = [
        "AWS::AccountId", "AWS::Region", "AWS::Partition", "AWS::NoValue", "AWS::StackName", "AWS::StackId",
        "AWS::URLSuffix"];

    /// <summary>What Fn::GetAtt can ask of each type that is asked here, from the types' reference pages.</summary>
    private static readonly Dictionary<string, string[]> Attributes = new(StringComparer.Ordinal)
    {
        ["AWS::Events::Connection"] = ["Arn", "ArnForPolicy", "SecretArn"],
        ["AWS::Events::ApiDestination"] = ["Arn", "ArnForPolicy"],
        ["AWS::Events::Rule"] = ["Arn"],
        ["AWS::IAM::Role"] = ["Arn", "RoleId"],
        ["AWS::SQS::Queue"] = ["Arn", "QueueName", "QueueUrl"],
        ["AWS::Logs::LogGroup"] = ["Arn"],
        ["AWS::Logs::DeliveryDestination"] = ["Arn"],
        ["AWS::Events::EventBus"] = ["Arn"],
        ["AWS::Events::Archive"] = ["Arn"],
    };

    private static readonly CloudFormationTemplate Template = CloudFormationTemplate.Read("receiver.yaml");

    public static TheoryData<string> Templates => [.. CloudFormationTemplate.Files];

    [Theory]
    [MemberData(nameof(Templates))]
    public void EveryReference_Resolves(string file)
    {
        var template = CloudFormationTemplate.Read(file);
        var references = References(template.Root).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, name => Assert.True(
            PseudoParameters.Contains(name) || template.Parameters.ContainsKey(name)
                || template.Resources.ContainsKey(name), $"{name} is not defined."));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void EveryAttribute_Exists(string file)
    {
        var template = CloudFormationTemplate.Read(file);
        var attributes = Members(template.Root, "Fn::GetAtt").Select(node => ((string)node[0]!, (string)node[1]!))
            .ToList();

        Assert.NotEmpty(attributes);
        Assert.All(attributes, attribute =>
        {
            var type = (string)template.Resources[attribute.Item1]!["Type"]!;
            Assert.Contains(attribute.Item2, Attributes[type]);
        });
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void EveryCondition_IsDefined(string file)
    {
        var template = CloudFormationTemplate.Read(file);

        Assert.All(
            NamedConditions(template),
            name => Assert.True(template.Conditions.ContainsKey(name), $"{name} is not defined."));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void EveryParameterAndCondition_IsUsed(string file)
    {
        var template = CloudFormationTemplate.Read(file);
        var used = References(template.Root).Concat(NamedConditions(template)).ToHashSet();

        Assert.All(template.Parameters.Select(parameter => parameter.Key), name => Assert.Contains(name, used));
        Assert.All(template.Conditions.Select(condition => condition.Key), name => Assert.Contains(name, used));
    }

    /// <summary>CloudFormation takes no YAML aliases.</summary>
    [Theory]
    [MemberData(nameof(Templates))]
    public void NoTemplate_HasAliases(string file) =>
        Assert.DoesNotMatch(YamlAlias(), File.ReadAllText(CloudFormationTemplate.PathOf(file)));

    [Theory]
    [MemberData(nameof(Templates))]
    public void NothingUnconditional_RestsOnWhatAConditionMakes(string file)
    {
        var template = CloudFormationTemplate.Read(file);
        var conditional = template.Resources.Where(resource => resource.Value!["Condition"] is not null)
            .Select(resource => resource.Key).ToHashSet();
        var unconditional = template.Resources.Concat((JsonObject)template.Root["Outputs"]!)
            .Where(member => member.Value!["Condition"] is null);

        Assert.All(unconditional, member => Assert.DoesNotContain(References(member.Value!), conditional.Contains));
    }

    [Fact]
    public void Secrets_AreNotEchoed() => Assert.True((bool)Template.Parameters["ApiKey"]!["NoEcho"]!);

    [Theory]
    [MemberData(nameof(Templates))]
    public void NoReferences_GoInCircles(string file)
    {
        var template = CloudFormationTemplate.Read(file);
        var needs = template.Resources.ToDictionary(
            resource => resource.Key,
            resource => References(resource.Value!).Concat(GetAttTargets(resource.Value!))
                .Concat(Dependencies(resource.Value!))
                .Where(template.Resources.ContainsKey).ToHashSet());
        while (needs.Where(resource => resource.Value.Count == 0).Select(resource => resource.Key)
            .ToList() is { Count: > 0 } ready)
        {
            ready.ForEach(name => needs.Remove(name));
            foreach (var resource in needs.Values)
            {
                resource.ExceptWith(ready);
            }
        }

        Assert.Empty(needs);
    }

    [Theory]
    [InlineData("Connection", "AWS::Events::Connection")]
    [InlineData("ApiDestination", "AWS::Events::ApiDestination")]
    [InlineData("Rule", "AWS::Events::Rule")]
    [InlineData("DeadLetterQueue", "AWS::SQS::Queue")]
    [InlineData("DeadLetterQueuePolicy", "AWS::SQS::QueuePolicy")]
    [InlineData("DeliveryRole", "AWS::IAM::Role")]
    [InlineData("ReceiverRole", "AWS::IAM::Role")]
    [InlineData("AnomalyLogGroup", "AWS::Logs::LogGroup")]
    [InlineData("AnomalyMetricFilter", "AWS::Logs::MetricFilter")]
    [InlineData("AnomalyRateAlarm", "AWS::CloudWatch::Alarm")]
    [InlineData("UndeliveredAlarm", "AWS::CloudWatch::Alarm")]
    [InlineData("OldestUndeliveredAlarm", "AWS::CloudWatch::Alarm")]
    [InlineData("Archive", "AWS::Events::Archive")]
    [InlineData("PartnerEventBus", "AWS::Events::EventBus")]
    [InlineData("BusErrorLog", "AWS::Logs::DeliverySource")]
    public void Part_IsThere(string name, string type) =>
        Assert.Equal(type, (string?)Template.Resources[name]?["Type"]);

    [Fact]
    public void UndeliveredEvents_GoToAQueueThatOnlyTheRuleFills()
    {
        var target = Template.Resources["Rule"]!["Properties"]!["Targets"]![0]!;
        var statement = Template.Resources["DeadLetterQueuePolicy"]!["Properties"]!["PolicyDocument"]!["Statement"]![
            0]!;

        Assert.Equal(
            """{"Arn":{"Fn::GetAtt":["DeadLetterQueue","Arn"]}}""", target["DeadLetterConfig"]!.ToJsonString());
        Assert.Equal(
            """{"ArnEquals":{"aws:SourceArn":{"Fn::GetAtt":["Rule","Arn"]}}}""",
            statement["Condition"]!.ToJsonString());
        Assert.Equal("""{"Fn::GetAtt":["DeadLetterQueue","Arn"]}""", statement["Resource"]!.ToJsonString());
    }

    [Fact]
    public void TheBusLog_HasNoEvents() =>
        Assert.Equal(
            "NONE", (string?)Template.Resources["PartnerEventBus"]!["Properties"]!["LogConfig"]!["IncludeDetail"]);

    [Theory]
    [MemberData(nameof(Templates))]
    public void EveryAlarm_SaysWhereToRead(string file)
    {
        var headings = File.ReadAllLines(Path.Combine(Repository.Root, "docs/operating.md"))
            .Where(line => line.StartsWith('#')).Select(line => line.TrimStart('#', ' ')).ToList();

        Assert.All(CloudFormationTemplate.Read(file).OfType("AWS::CloudWatch::Alarm"), alarm =>
        {
            var heading = QuotedHeading().Match((string)alarm["Properties"]!["AlarmDescription"]!).Groups[1].Value;
            Assert.Contains(heading, headings);
        });
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void EventPattern_MatchesTheChosenTopicsAndNoOthers(string file)
    {
        var pattern = (JsonObject)Template.Resources["Rule"]!["Properties"]!["EventPattern"]!;
        var @event = JsonNode.Parse(File.ReadAllText(Path.Combine(DataFolder, file)));

        Assert.Equal(file.EndsWith(".match.json", StringComparison.Ordinal), EventPattern.Matches(pattern, @event));
    }

    public static TheoryData<string> Events =>
        [.. Directory.GetFiles(DataFolder).Select(path => Path.GetFileName(path)!)];

    private static string DataFolder => Path.Combine(AppContext.BaseDirectory, "Deploy/Data/Events");

    private static IEnumerable<JsonNode> Members(JsonNode root, string name) =>
        CloudFormationTemplate.NodesOf(root).OfType<JsonObject>().Where(node => node.ContainsKey(name))
            .Select(node => node[name]!);

    /// <summary>
    /// In Fn::If, and on resources and outputs; a policy statement's conditions are objects, not names.
    /// </summary>
    private static IEnumerable<string> NamedConditions(CloudFormationTemplate template) =>
        Members(template.Root, "Fn::If").Select(node => (string)node[0]!)
            .Concat(Members(template.Root, "Condition").OfType<JsonValue>().Select(node => (string)node!));

    private static IEnumerable<string> Dependencies(JsonNode resource) => resource["DependsOn"] switch
    {
        JsonArray names => names.Select(name => (string)name!),
        { } name => [(string)name!],
        null => [],
    };

    private static IEnumerable<string> References(JsonNode root) =>
        Members(root, "Ref").Select(node => (string)node!)
            .Concat(
                Members(root, "Fn::Sub")
                    .SelectMany(
                        node => Placeholder().Matches((string)node!)
                            .Select(match => match.Groups[1].Value.Split('.')[0])))
            .Concat(GetAttTargets(root));

    private static IEnumerable<string> GetAttTargets(JsonNode root) =>
        Members(root, "Fn::GetAtt").Select(node => (string)node[0]!);

    [GeneratedRegex(@"\$\{([^!}]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^[^#'""]*[:\-] [&*][A-Za-z]", RegexOptions.Multiline)]
    private static partial Regex YamlAlias();

    [GeneratedRegex("\"([^\"]+)\" in docs/operating.md")]
    private static partial Regex QuotedHeading();
}
