using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>
/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestination.html
/// </summary>
internal static class DeliveryDestinations
{
    private const string PolicyMember = "deliveryDestinationPolicy";

    private static readonly string[] Formats = ["w3c", "raw", "json", "plain", "parquet"];
    private static readonly TextRule Policy = new(1, 51_200, null, DeliveryRules.Error);

    private static readonly ResourceKind Kind = new(
        "name", "deliveryDestinations", (call, _) => call.Region.DeliveryDestinations,
        _ => DeliveryRules.NotFound("Delivery Destination"))
    {
        Member = "deliveryDestination",
        NameRule = DeliveryRules.Name,
        Describe = WithoutPolicy,
    };

    // A destination's policy is kept in its description and has operations of its own.
    private static readonly ResourceKind KindOfPolicy = Kind with
    {
        NameMember = "deliveryDestinationName",
        Member = "policy",
        Describe = resource => PolicyAnswer(resource[PolicyMember]),
    };

    private static JsonObject WithoutPolicy(Resource destination)
    {
        var description = DeliveryRules.WithTags(destination);
        description.Remove(PolicyMember);
        return description;
    }

    private static JsonObject PolicyAnswer(string? policy) =>
        policy is null ? [] : new JsonObject { [PolicyMember] = policy };

    internal sealed class PutDeliveryDestination(Arns arns) : PutResource(Kind)
    {
        protected override Func<Resource?, Resource> Read(CallContext call, Parameters parameters, string name)
        {
            var format = Limits.OneOf(parameters, "outputFormat", Formats, DeliveryRules.Error);
            var configuration = parameters.Structure("deliveryDestinationConfiguration")?["destinationResourceArn"];
            var arn = configuration is JsonValue value && value.TryGetValue(out string? text) ? text : "";
            var type = TypeOf(arn) ?? throw ApiException.Validation(
                "destinationResourceArn must be the ARN of an S3 bucket, a log group or a Firehose stream.");
            var tags = Limits.Tags(parameters);
            return before =>
            {
                var kept = DeliveryRules.Tags(before, tags);
                if (before is not null && format is not null && before["outputFormat"] != format)
                {
                    throw ApiException.Validation(
                        "Update to existing Delivery Destination with new Output Format is not allowed. "
                        + "Please create a new Delivery Destination instead.");
                }

                var description = before?.Description.DeepClone().AsObject()
                    ?? new JsonObject { ["name"] = name, ["arn"] = arns.Of(call.Region, "delivery-destination", name) };
                description["deliveryDestinationType"] = type;
                description["deliveryDestinationConfiguration"] = new JsonObject { ["destinationResourceArn"] = arn };
                if (format is not null)
                {
                    description["outputFormat"] = format;
                }

                return new Resource(name, description, kept);
            };
        }

        private static string? TypeOf(string arn) => arn.Split(':') switch
        {
            ["arn", _, "s3", ..] => "S3",
            ["arn", _, "logs", ..] => "CWL",
            ["arn", _, "firehose", ..] => "FH",
            ["arn", _, "xray", ..] => "XRAY",
            _ => null,
        };
    }

    internal sealed class GetDeliveryDestination() : GetResource(Kind);

    internal sealed class DescribeDeliveryDestinations() : DescribeResources(Kind);

    internal sealed class DeleteDeliveryDestination() : DeleteResource(Kind);

    internal sealed class PutDeliveryDestinationPolicy() : ChangeResource(KindOfPolicy, PolicyMember, Policy)
    {
        protected override void Write(CallContext call, JsonObject changed) =>
            ResourceKind.Write(call, "policy", changed);
    }

    internal sealed class GetDeliveryDestinationPolicy() : GetResource(KindOfPolicy);

    internal sealed class DeleteDeliveryDestinationPolicy() : ChangeResource(KindOfPolicy, PolicyMember, null);
}
