using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html</summary>
internal static class DeliverySources
{
    private static readonly TextRule LogType = new(1, 255, @"[\w]*", DeliveryRules.Error);

    // Services that send vended logs, with the types that each has.
    private static readonly Dictionary<string, string[]> LogTypes = new(StringComparer.Ordinal)
    {
        ["bedrock"] = ["APPLICATION_LOGS"],
        ["cloudfront"] = ["ACCESS_LOGS"],
        ["codewhisperer"] = ["EVENT_LOGS"],
        ["mediapackage"] = ["EGRESS_ACCESS_LOGS", "INGRESS_ACCESS_LOGS"],
        ["mediatailor"] = ["AD_DECISION_SERVER_LOGS", "MANIFEST_SERVICE_LOGS", "TRANSCODE_LOGS"],
        ["qdeveloper"] = ["EVENT_LOGS"],
        ["ses"] = ["APPLICATION_LOG", "APPLICATION_LOGS"],
        ["sso"] = ["ERROR_LOGS"],
        ["workmail"] =
        [
            "ACCESS_CONTROL_LOGS", "AUTHENTICATION_LOGS", "WORKMAIL_AVAILABILITY_PROVIDER_LOGS",
            "WORKMAIL_MAILBOX_ACCESS_LOGS",
            "WORKMAIL_PERSONAL_ACCESS_TOKEN_LOGS",
        ],
    };

    private static readonly ResourceKind Kind = new(
        "name", "deliverySources", (call, _) => call.Region.DeliverySources,
        _ => DeliveryRules.NotFound("Delivery Source"))
    {
        Member = "deliverySource",
        NameRule = DeliveryRules.Name,
        Describe = DeliveryRules.WithTags,
    };

    internal sealed class PutDeliverySource(Arns arns) : PutResource(Kind)
    {
        protected override Func<Resource?, Resource> Read(CallContext call, Parameters parameters, string name)
        {
            var arn = DeliveryRules.Arn.Required(parameters, "resourceArn");
            var type = LogType.Required(parameters, "logType");
            var tags = Limits.Tags(parameters);
            var service = arn.Split(':') is ["arn", _, var named, ..] ? named : "";
            if (!LogTypes.TryGetValue(service, out var types))
            {
                throw ApiException.NotFound("Cannot access provided service.");
            }

            if (!types.Contains(type, StringComparer.Ordinal))
            {
                throw ApiException.Validation("This service is not allowed for this LogSource.");
            }

            return before =>
            {
                var kept = DeliveryRules.Tags(before, tags);
                if (before is not null && before.Description["resourceArns"]![0]!.GetValue<string>() != arn)
                {
                    throw DeliveryRules.Conflict(
                        "Update to existing Delivery Source with new ResourceId is not allowed. "
                        + "Please create a new Delivery Source instead.");
                }

                return new Resource(name, new JsonObject
                {
                    ["name"] = name,
                    ["arn"] = arns.Of(call.Region, "delivery-source", name),
                    ["resourceArns"] = new JsonArray(arn),
                    ["service"] = service,
                    ["logType"] = type,
                }, kept);
            };
        }
    }

    internal sealed class GetDeliverySource() : GetResource(Kind);

    internal sealed class DescribeDeliverySources() : DescribeResources(Kind);

    internal sealed class DeleteDeliverySource() : DeleteResource(Kind);
}
