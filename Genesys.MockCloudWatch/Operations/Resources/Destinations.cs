using System.Text.Json.Nodes;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>Destinations of other accounts' subscriptions. Nothing is sent to them.</summary>
internal static class Destinations
{
    private static readonly TextRule Policy = new(1, 51_200);

    private static readonly ResourceKind Kind = new(
        "destinationName", "destinations", (call, _) => call.Region.Destinations,
        _ => ApiException.NotFound("The specified destination does not exist."))
    {
        Member = "destination",
        // The one member of the API that begins with a capital.
        PrefixMember = "DestinationNamePrefix",
    };

    internal sealed class PutDestination(LogStore store, Arns arns) : PutResource(Kind)
    {
        protected override Func<Resource?, Resource> Read(CallContext call, Parameters parameters, string name)
        {
            var target = TextRule.Arn.Required(parameters, "targetArn");
            var role = TextRule.Arn.Required(parameters, "roleArn");
            var tags = Limits.Tags(parameters);
            return before =>
            {
                var description = before?.Description.DeepClone().AsObject() ?? new JsonObject
                {
                    ["destinationName"] = name,
                    ["arn"] = arns.Of(call.Region, "destination", name),
                    ["creationTime"] = store.Now,
                };
                (description["targetArn"], description["roleArn"]) = (target, role);
                return before is null
                    ? new Resource(name, description, tags ?? [])
                    : before with { Description = description };
            };
        }
    }

    internal sealed class PutDestinationPolicy() : ChangeResource(Kind, "accessPolicy", Policy);

    internal sealed class DescribeDestinations() : DescribeResources(Kind);

    internal sealed class DeleteDestination() : DeleteResource(Kind);
}
