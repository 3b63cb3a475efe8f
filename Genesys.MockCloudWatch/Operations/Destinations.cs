using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>Destinations of other accounts' subscriptions are kept and described; nothing is sent to them.</summary>
internal static class Destinations
{
    private static readonly TextRule Policy = new(1, 51_200);

    private static ApiException Absent() => ApiException.NotFound("The specified destination does not exist.");

    internal sealed class PutDestination(LogStore store, Arns arns) : IOperation
    {
        public string Name => nameof(PutDestination);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var name = TextRule.Name.Required(parameters, "destinationName");
            var target = TextRule.Arn.Required(parameters, "targetArn");
            var role = TextRule.Arn.Required(parameters, "roleArn");
            var tags = Limits.Tags(parameters);
            var destination = call.Region.Destinations.Put(name, before => Describe(before));
            ResourcePage.WriteOne(call, "destination", (destination ?? throw ApiException.LimitExceeded()).Description);

            Resource Describe(Resource? before)
            {
                var description = before?.Description.DeepClone().AsObject() ?? new JsonObject
                {
                    ["destinationName"] = name,
                    ["arn"] = arns.Of(call.Region, "destination", name),
                    ["creationTime"] = store.Now,
                };
                (description["targetArn"], description["roleArn"]) = (target, role);
                return before is null ? new Resource(name, description, tags ?? []) : before with { Description = description };
            }
        }
    }

    internal sealed class PutDestinationPolicy : IOperation
    {
        public string Name => nameof(PutDestinationPolicy);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            var name = TextRule.Name.Required(parameters, "destinationName");
            var policy = Policy.Required(parameters, "accessPolicy");
            var found = call.Region.Destinations.Change(name, before =>
            {
                var description = before.Description.DeepClone().AsObject();
                description["accessPolicy"] = policy;
                return before with { Description = description };
            });
            if (!found)
            {
                throw Absent();
            }
        }
    }

    internal sealed class DescribeDestinations : IOperation
    {
        public string Name => nameof(DescribeDestinations);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);

            // The one member of the API that begins with a capital.
            var prefix = TextRule.Name.Optional(parameters, "DestinationNamePrefix");
            var destinations = call.Region.Destinations.ToArray().Where(item => prefix is null || item.Name.StartsWith(prefix, StringComparison.Ordinal));
            ResourcePage.Write(call, parameters, "destinations", $"{prefix}", destinations.Select(item => (item.Name, item.Description)));
        }
    }

    internal sealed class DeleteDestination : IOperation
    {
        public string Name => nameof(DeleteDestination);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            if (!call.Region.Destinations.Remove(TextRule.Name.Required(parameters, "destinationName")))
            {
                throw Absent();
            }
        }
    }
}
