using System.Text.Json.Nodes;
using Genesys.Receiver.Intake;

namespace Genesys.Tests.Deploy;

/// <summary>The template of the new bus, whose types no tool here knows: held against AWS's reference pages.</summary>
public class EventBusTemplateTests
{
    private static readonly CloudFormationTemplate Template = CloudFormationTemplate.Read("event-bus.yaml");

    /// <summary>
    /// The members of each type, from
    /// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_EventsV2.html; those with an
    /// exclamation mark are required.
    /// </summary>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["AWS::EventsV2::EventBus"] = [
            "Name!", "Description", "EncryptionConfiguration", "StorageConfiguration", "Tags"],
        ["StorageConfiguration"] = ["RetentionPeriodInDays"],
        ["AWS::EventsV2::EventSource"] = ["Name!", "EventBusArn!", "Configuration!", "Description", "Tags"],
        ["Configuration"] = ["PartnerEventsConfiguration"],
        ["PartnerEventsConfiguration"] = [
            "PartnerEventSourceArn!", "Pattern", "PartnerBusKmsKeyIdentifier", "OnFailureConfiguration"],
        ["AWS::EventsV2::Subscriber"] =
        [
            "Name!", "EventBusArn!", "InvokeConfiguration!", "BatchConfiguration", "Description",
            "FilterConfiguration", "LogConfiguration",
            "OnFailureConfiguration", "PointInTimeConfiguration", "ResumePosition", "RetryPolicy", "StartingPosition",
            "State", "Tags",
            "Transformer", "Type",
        ],
        ["InvokeConfiguration"] = ["TargetArn!", "RoleArn!", "HttpParameters"],
        ["HttpParameters"] = [
            "HeaderParameters", "InvocationTimeoutSeconds", "PathParameterValues", "QueryStringParameters"],
        ["FilterConfiguration"] = ["Filters!", "Language"],
        ["Filters"] = ["Pattern!", "Scope!"],
        ["BatchConfiguration"] = ["MaxBatchSize", "MaxBatchWindowInSeconds"],
        ["Transformer"] = ["Type!", "JsonataConfiguration"],
        ["JsonataConfiguration"] = ["Expression!"],
        ["RetryPolicy"] = ["MaxEventAgeInSeconds", "MaxRetryAttempts", "RetryStrategy"],
        ["OnFailureConfiguration"] = ["Arn"],
        ["LogConfiguration"] = ["IncludePayload", "Level"],
    };

    private static readonly JsonNode Subscriber = Template.Resources["Subscriber"]!["Properties"]!;

    private static readonly JsonNode Source = Template.Resources["EventSource"]!["Properties"]!["Configuration"]![
        "PartnerEventsConfiguration"]!;

    [Fact]
    public void Every_property_of_the_new_types_is_one_that_the_reference_has()
    {
        var resources = Template.Resources.Select(resource => resource.Value!)
            .Where(resource => ((string)resource["Type"]!).StartsWith("AWS::EventsV2::", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(3, resources.Count);
        Assert.All(resources, resource => Check((string)resource["Type"]!, resource["Properties"]!));
    }

    [Fact]
    public void Events_are_kept_as_long_as_their_records()
    {
        Assert.Equal(14L, (long)Template.Parameters["RetentionDays"]!["Default"]!);
        Assert.Equal(
            14L * 86_400, (long)Template.Resources["DeadLetterQueue"]!["Properties"]!["MessageRetentionPeriod"]!);
    }

    [Fact]
    public void The_subscriber_takes_only_what_comes_from_the_partner_source_whoever_else_publishes()
    {
        var filter = Assert.Single(Subscriber["FilterConfiguration"]!["Filters"]!.AsArray())!;
        var pattern = (JsonObject)JsonNode.Parse(((string)filter["Pattern"]!["Fn::Sub"]!).Replace(
            "${PartnerEventSourceName}", "aws.partner/genesys.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/prod",
            StringComparison.Ordinal))!;

        Assert.Equal("SYSTEM_METADATA", (string?)filter["Scope"]);
        Assert.True(
            EventPattern.Matches(
                pattern,
                JsonNode.Parse(
                    """{"aws:Source":"aws.partner/genesys.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/prod"}""")));
        Assert.False(EventPattern.Matches(pattern, JsonNode.Parse("""{"aws:Source":"com.example.orders"}""")));
        Assert.False(
            EventPattern.Matches(
                pattern,
                JsonNode.Parse(
                    """{"source":"aws.partner/genesys.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/prod"}""")));
    }

    [Fact]
    public void Both_buses_carry_the_same_topics()
    {
        var pattern = (JsonObject)JsonNode.Parse((string)Source["Pattern"]!)!;
        var classic = CloudFormationTemplate.Read("receiver.yaml").Resources["Rule"]!["Properties"]!["EventPattern"]![
            "detail-type"]!;

        Assert.Equal(["detail-type"], pattern.Select(member => member.Key));
        Assert.Equal(
            classic.AsArray().Select(topic => (string)topic!),
            pattern["detail-type"]!.AsArray().Select(topic => (string)topic!));
        Assert.InRange(((string)Source["Pattern"]!).Length, 1, 3_753);
    }

    [Fact]
    public void Deliveries_are_tried_for_a_day_and_what_fails_is_recorded()
    {
        Assert.Equal("UNORDERED", (string?)Subscriber["Type"]);
        Assert.Equal(
            """{"MaxRetryAttempts":185,"MaxEventAgeInSeconds":86400}""", Subscriber["RetryPolicy"]!.ToJsonString());
        Assert.Equal(
            """{"Fn::GetAtt":["DeadLetterQueue","Arn"]}""",
            Subscriber["OnFailureConfiguration"]!["Arn"]!.ToJsonString());
        Assert.Equal(
            """{"Fn::GetAtt":["SourceDeadLetterQueue","Arn"]}""",
            Source["OnFailureConfiguration"]!["Arn"]!.ToJsonString());
        Assert.Equal("OFF", (string?)Subscriber["LogConfiguration"]!["Level"]);
    }

    /// <summary>
    /// An array is answered 200 and its malformed events each in its item; a malformed event alone would be sent for a
    /// day.
    /// </summary>
    [Fact]
    public void Every_request_is_an_array_that_the_receiver_has_room_for()
    {
        var size = (long)Template.Parameters["BatchSize"]!["Default"]!;
        var batches = Subscriber["BatchConfiguration"]!["Fn::If"]!;
        var transformers = Subscriber["Transformer"]!["Fn::If"]!;

        Assert.InRange(size, 2L, new IntakeOptions().MaxBodyBytes / (128 * 1024));
        Assert.Equal("SendsOneByOne", (string?)batches[0]);
        Assert.Equal("""{"MaxBatchSize":1,"MaxBatchWindowInSeconds":0}""", batches[1]!.ToJsonString());
        Assert.Equal("SendsOneByOne", (string?)transformers[0]);
        Assert.Equal("{% [$events.Data] %}", (string?)transformers[1]!["JsonataConfiguration"]!["Expression"]);
        Assert.Equal("RAW", (string?)transformers[2]!["Type"]);
    }

    [Fact]
    public void The_subscribers_role_calls_the_receiver_and_writes_records_and_nothing_else()
    {
        var role = Template.Resources["DeliveryRole"]!["Properties"]!;
        var trust = role["AssumeRolePolicyDocument"]!["Statement"]![0]!["Condition"]!;

        Assert.Equal(
            """[{"Effect":"Allow","Action":"events:InvokeApiDestination","Resource":{"Ref":"ApiDestinationArn"}},{"Effect":"Allow","Action":"sqs:SendMessage","Resource":{"Fn::GetAtt":["DeadLetterQueue","Arn"]}}]""",
            role["Policies"]![0]!["PolicyDocument"]!["Statement"]!.ToJsonString());
        Assert.Equal("""{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}""", trust["StringEquals"]!.ToJsonString());
        Assert.All(
            trust["ArnLike"]!["aws:SourceArn"]!.AsArray(),
            arn => Assert.Contains(":subscriber/${Name}", (string)arn!["Fn::Sub"]!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EventsDropped")]
    [InlineData("OnFailureDestinationDelivered")]
    [InlineData("OnFailureDestinationFailed")]
    [InlineData("ApproximateBacklogAge")]
    public void An_alarm_watches_the_subscriber(string metric)
    {
        var alarm = Assert.Single(
            Template.OfType("AWS::CloudWatch::Alarm"), alarm => (string?)alarm["Properties"]!["MetricName"] == metric)[
                "Properties"]!;

        Assert.Equal("AWS/EventsV2", (string?)alarm["Namespace"]);
        Assert.Equal(
            """[{"Name":"EventBus","Value":{"Ref":"EventBus"}},{"Name":"Subscriber","Value":{"Ref":"Subscriber"}}]""",
            alarm["Dimensions"]!.ToJsonString());
    }

    private static void Check(string type, JsonNode value)
    {
        switch (value)
        {
            case JsonArray elements:
                Assert.All(elements, element => Check(type, element!));
                break;
            case JsonObject choice when choice.ContainsKey("Fn::If"):
                Check(type, choice["Fn::If"]![1]!);
                Check(type, choice["Fn::If"]![2]!);
                break;
            case JsonObject members:
                Assert.All(
                    Known[type].Where(name => name.EndsWith('!')),
                    name => Assert.True(members.ContainsKey(name.TrimEnd('!')), $"{type} needs {name}"));
                foreach (var (name, inner) in members)
                {
                    Assert.Contains(name, Known[type].Select(known => known.TrimEnd('!')));
                    if (Known.ContainsKey(name))
                    {
                        Check(name, inner!);
                    }
                }

                break;
        }
    }
}
