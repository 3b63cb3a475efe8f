using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Configuration;
using Genesys.MockCloudWatch.Patterns;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;
using Microsoft.Extensions.Options;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>Subscription filters of a log group. Nothing is sent to their destinations, which aren't here.</summary>
internal static class SubscriptionFilters
{
    private static readonly string[] Distributions = ["Random", "ByLogStream"];

    private static readonly ResourceKind Kind = new(
        "filterName", "subscriptionFilters",
        (call, parameters) => Names.RequiredGroup(call, parameters).SubscriptionFilters,
        _ => ApiException.NotFound("The specified subscription filter does not exist."))
    {
        PrefixMember = "filterNamePrefix",
    };

    internal sealed class PutSubscriptionFilter(LogStore store, IOptions<MockOptions> options) : PutResource(Kind)
    {
        protected override Func<Resource?, Resource> Read(CallContext call, Parameters parameters, string name)
        {
            var groupName = Names.Group(parameters);
            var pattern = TextRule.FilterPattern.Required(parameters, "filterPattern");
            var destination = TextRule.Arn.Required(parameters, "destinationArn");
            var role = TextRule.Arn.Optional(parameters, "roleArn");
            var distribution = Limits.OneOf(parameters, "distribution", Distributions) ?? "ByLogStream";
            var onTransformed = parameters.Flag("applyOnTransformedLogs") ?? false;
            CheckDestination(destination, role);
            FilterPatternParser.Parse(pattern);
            return before =>
            {
                var description = new JsonObject
                {
                    ["filterName"] = name,
                    ["logGroupName"] = groupName,
                    ["filterPattern"] = pattern,
                    ["destinationArn"] = destination,
                    ["distribution"] = distribution,
                    ["applyOnTransformedLogs"] = onTransformed,
                    ["creationTime"] = before?.Description["creationTime"]?.GetValue<long>() ?? store.Now,
                };
                if (role is not null)
                {
                    description["roleArn"] = role;
                }

                return new Resource(name, description);
            };
        }

        /// <summary>AWS looks at the destination before it looks for the log group.</summary>
        private void CheckDestination(string arn, string? role)
        {
            // arn:partition:service:region:account:resource
            var parts = arn.Split(':', 6);
            if (parts is not ["arn", _, var service, _, var account, { Length: > 0 }])
            {
                throw ApiException.InvalidParameter("The specified destinationArn is invalid.");
            }

            var problem = (service, role) switch
            {
                ("lambda", _) when account != options.Value.AccountId => new ApiException(
                    "AccessDeniedException",
                    "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to "
                    + "create cross account lambda triggers."),
                ("lambda", not null) => ApiException.InvalidParameter(
                    "destinationArn for vendor lambda cannot be used with roleArn"),
                ("kinesis" or "firehose", null) =>
                    ApiException.InvalidParameter(
                        $"destinationArn for vendor {service} cannot be used without roleArn"),
                ("lambda" or "kinesis" or "firehose" or "logs", _) => null,
                _ =>
                    ApiException.InvalidParameter(
                        "PutSubscriptionFilter operation cannot work with destinationArn for this vendor"),
            };
            if (problem is not null)
            {
                throw problem;
            }
        }
    }

    internal sealed class DescribeSubscriptionFilters() : DescribeResources(Kind);

    internal sealed class DeleteSubscriptionFilter() : DeleteResource(Kind);
}
