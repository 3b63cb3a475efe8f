using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Deliveries;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestination.html</summary>
internal static class DeliveryDestinations
{
    private static readonly string[] Formats = ["w3c", "raw", "json", "plain", "parquet"];

    internal sealed class PutDeliveryDestination(Arns arns) : IOperation
    {
        public string Name => nameof(PutDeliveryDestination);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var name = DeliveryRules.Name.Required(parameters, "name");
            var format = parameters.Text("outputFormat");
            if (format is not null && !Formats.Contains(format, StringComparer.Ordinal))
            {
                throw ApiException.Validation(ApiException.Constraint(Names.Quote(format), "outputFormat", $"Member must satisfy enum value set: [{string.Join(", ", Formats)}]").Message);
            }

            var arn = parameters.Structure("deliveryDestinationConfiguration")?["destinationResourceArn"] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
            var type = arn.Split(':') is ["arn", _, var service, ..]
                ? service switch { "s3" => "S3", "logs" => "CWL", "firehose" => "FH", "xray" => "XRAY", _ => null }
                : null;
            if (type is null)
            {
                throw ApiException.Validation("destinationResourceArn must be the ARN of an S3 bucket, a log group or a Firehose stream.");
            }

            var tags = Limits.Tags(parameters);
            var destination = call.Region.DeliveryDestinations.Put(name, before => Describe(before)) ?? throw ApiException.LimitExceeded();
            ResourcePage.WriteOne(call, "deliveryDestination", Answered(destination));

            Resource Describe(Resource? before)
            {
                var kept = DeliveryRules.Tags(before, tags);
                if (before is not null && format is not null && before["outputFormat"] != format)
                {
                    throw ApiException.Validation(
                        "Update to existing Delivery Destination with new Output Format is not allowed. Please create a new Delivery Destination instead.");
                }

                var description = before?.Description.DeepClone().AsObject() ?? new JsonObject { ["name"] = name, ["arn"] = arns.Of(call.Region, "delivery-destination", name) };
                description["deliveryDestinationType"] = type;
                description["deliveryDestinationConfiguration"] = new JsonObject { ["destinationResourceArn"] = arn };
                if (format is not null)
                {
                    description["outputFormat"] = format;
                }

                return new Resource(name, description, kept);
            }
        }
    }

    internal sealed class GetDeliveryDestination : IOperation
    {
        public string Name => nameof(GetDeliveryDestination);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var destination = call.Region.DeliveryDestinations.Find(DeliveryRules.Name.Required(parameters, "name")) ?? throw DeliveryRules.NoDestination();
            ResourcePage.WriteOne(call, "deliveryDestination", Answered(destination));
        }
    }

    internal sealed class DescribeDeliveryDestinations : IOperation
    {
        public string Name => nameof(DescribeDeliveryDestinations);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            ResourcePage.Write(
                call, parameters, "deliveryDestinations", "", call.Region.DeliveryDestinations.ToArray().Select(destination => (destination.Name, Answered(destination))));
        }
    }

    internal sealed class DeleteDeliveryDestination : IOperation
    {
        public string Name => nameof(DeleteDeliveryDestination);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            if (!call.Region.DeliveryDestinations.Remove(DeliveryRules.Name.Required(parameters, "name")))
            {
                throw DeliveryRules.NoDestination();
            }
        }
    }

    /// <summary>A description without the policy, which has operations of its own.</summary>
    private static JsonObject Answered(Resource destination)
    {
        var description = DeliveryRules.WithTags(destination);
        description.Remove(DeliveryDestinationPolicies.Member);
        return description;
    }
}
