using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Patterns;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;
using Microsoft.Extensions.Options;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Subscription filters are kept and described; nothing is sent to their destinations, which aren't here.</summary>
internal static class SubscriptionFilters
{
    private static readonly string[] Distributions = ["Random", "ByLogStream"];

    internal sealed class PutSubscriptionFilter(LogStore store, IOptions<MockOptions> options) : IOperation
    {
        public string Name => nameof(PutSubscriptionFilter);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var groupName = Names.Group(parameters);
            var name = TextRule.Name.Required(parameters, "filterName");
            var pattern = TextRule.FilterPattern.Required(parameters, "filterPattern");
            var destination = TextRule.Arn.Required(parameters, "destinationArn");
            var role = TextRule.Arn.Optional(parameters, "roleArn");
            var distribution = Limits.OneOf(parameters, "distribution", Distributions) ?? "ByLogStream";
            CheckDestination(destination, role);
            FilterPattern.Parse(pattern);
            var group = call.Region.Find(groupName) ?? throw ApiException.NoGroup();
            var filter = group.SubscriptionFilters.Put(name, before => new Resource(name, Describe(before)));
            if (filter is null)
            {
                throw ApiException.LimitExceeded();
            }

            JsonObject Describe(Resource? before)
            {
                var description = new JsonObject
                {
                    ["filterName"] = name,
                    ["logGroupName"] = groupName,
                    ["filterPattern"] = pattern,
                    ["destinationArn"] = destination,
                    ["distribution"] = distribution,
                    ["applyOnTransformedLogs"] = parameters.Flag("applyOnTransformedLogs") ?? false,
                    ["creationTime"] = before?.Description["creationTime"]?.GetValue<long>() ?? store.Now,
                };
                if (role is not null)
                {
                    description["roleArn"] = role;
                }

                return description;
            }
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
                    "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers."),
                ("lambda", not null) => ApiException.InvalidParameter("destinationArn for vendor lambda cannot be used with roleArn"),
                ("kinesis" or "firehose", null) => ApiException.InvalidParameter($"destinationArn for vendor {service} cannot be used without roleArn"),
                ("lambda" or "kinesis" or "firehose" or "logs", _) => null,
                _ => ApiException.InvalidParameter("PutSubscriptionFilter operation cannot work with destinationArn for this vendor"),
            };
            if (problem is not null)
            {
                throw problem;
            }
        }
    }

    internal sealed class DescribeSubscriptionFilters : IOperation
    {
        public string Name => nameof(DescribeSubscriptionFilters);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var groupName = Names.Group(parameters);
            var prefix = TextRule.Name.Optional(parameters, "filterNamePrefix");
            var group = call.Region.Find(groupName) ?? throw ApiException.NoGroup();
            var filters = group.SubscriptionFilters.ToArray().Where(filter => prefix is null || filter.Name.StartsWith(prefix, StringComparison.Ordinal));
            ResourcePage.Write(call, parameters, "subscriptionFilters", $"{groupName} {prefix}", filters.Select(filter => (filter.Name, filter.Description)));
        }
    }

    internal sealed class DeleteSubscriptionFilter : IOperation
    {
        public string Name => nameof(DeleteSubscriptionFilter);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var groupName = Names.Group(parameters);
            var name = TextRule.Name.Required(parameters, "filterName");
            var group = call.Region.Find(groupName) ?? throw ApiException.NoGroup();
            if (!group.SubscriptionFilters.Remove(name))
            {
                throw ApiException.NotFound("The specified subscription filter does not exist.");
            }
        }
    }
}
