using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateDelivery.html</summary>
internal static class Deliveries
{
    private static readonly TextRule Id = new(1, 64, "[0-9A-Za-z]+", DeliveryRules.Error);
    private static readonly TextRule Delimiter = new(0, 5, null, DeliveryRules.Error);
    private const int MaxFields = 128;

    // What a delivery without recordFields has, as recorded from AWS for CloudFront.
    private const string DefaultFields =
        "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) "
        + "cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs- "
        + "protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs- "
        + "protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result- "
        + "type sc-content-type sc-content-len sc-range-start sc-range-end";

    private static readonly ResourceKind Kind = new(
        "id", "deliveries", (call, _) => call.Region.Deliveries, _ => DeliveryRules.NotFound("Delivery"))
    {
        Member = "delivery",
        NameRule = Id,
        Describe = DeliveryRules.WithTags,
    };

    internal sealed class CreateDelivery(Arns arns) : Operation
    {
        private const string IdCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

        private readonly Lock _gate = new();

        protected override void Answer(CallContext call, Parameters parameters)
        {
            var source = DeliveryRules.Name.Required(parameters, "deliverySourceName");
            var arn = DeliveryRules.Arn.Required(parameters, "deliveryDestinationArn");
            var fields = parameters.Texts("recordFields") ?? [];
            var delimiter = Delimiter.Optional(parameters, "fieldDelimiter");
            var tags = Limits.Tags(parameters) ?? [];
            Limits.CheckLength("recordFields", fields.Count, 0, MaxFields, DeliveryRules.Error);
            if (call.Region.DeliverySources.Find(source) is null)
            {
                throw DeliveryRules.NotFound("Delivery Source");
            }

            var destination = call.Region.DeliveryDestinations.ToArray().FirstOrDefault(item => item["arn"] == arn)
                ?? throw DeliveryRules.NotFound("Delivery Destination");
            var type = destination["deliveryDestinationType"]!;
            var id = RandomNumberGenerator.GetString(IdCharacters, 16);
            var recordFields = fields.Count > 0 ? fields : [.. DefaultFields.Split(' ')];
            var description = new JsonObject
            {
                ["id"] = id,
                ["arn"] = arns.Of(call.Region, "delivery", id),
                ["deliverySourceName"] = source,
                ["deliveryDestinationArn"] = arn,
                ["deliveryDestinationType"] = type,
                ["recordFields"] = new JsonArray([.. recordFields.Select(field => JsonValue.Create(field))]),
            };
            if (delimiter is not null)
            {
                description["fieldDelimiter"] = delimiter;
            }

            if (type == "S3")
            {
                description["s3DeliveryConfiguration"] = parameters.Structure("s3DeliveryConfiguration")
                    ?? new JsonObject
                    {
                        ["suffixPath"] = "AWSLogs/{account-id}/CloudFront/",
                        ["enableHiveCompatiblePath"] = false,
                    };
            }

            Resource? delivery;
            lock (_gate)
            {
                CheckNew(call.Region, source, arn, type);
                delivery = call.Region.Deliveries.Put(id, _ => new Resource(id, description, tags));
            }

            Kind.Write(call, delivery ?? throw ApiException.LimitExceeded());
        }

        private static void CheckNew(LogRegion region, string source, string arn, string type)
        {
            var others = region.Deliveries
                .ToArray()
                .Where(delivery => delivery["deliverySourceName"] == source)
                .ToArray();
            if (others.Any(delivery => delivery["deliveryDestinationArn"] == arn))
            {
                throw DeliveryRules.Conflict("The specified Delivery already exists");
            }

            if (others.Any(delivery => delivery["deliveryDestinationType"] == type))
            {
                throw DeliveryRules.Conflict(
                    "Delivery already exists for this Delivery Source with the same Delivery Destination Type.");
            }
        }
    }

    internal sealed class GetDelivery() : GetResource(Kind);

    internal sealed class DescribeDeliveries() : DescribeResources(Kind);

    internal sealed class DeleteDelivery() : DeleteResource(Kind);
}
