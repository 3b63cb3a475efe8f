using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>Lists resources by name, in pages.</summary>
internal abstract class DescribeResources(ResourceKind kind) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var prefix = kind.PrefixMember is { } member ? TextRule.Name.Optional(parameters, member) : null;
        var found = Find(call, parameters).Where(
            item => prefix is null || item.Resource.Name.StartsWith(prefix, StringComparison.Ordinal));
        new Page(Name, parameters).WriteByName(
            call, kind.List, found, item => item.Place, (json, item) => kind.Describe(item.Resource).WriteTo(json));
    }

    /// <summary>The resources that a call asks for, with the place of each in the order.</summary>
    protected virtual IEnumerable<(string Place, Resource Resource)> Find(CallContext call, Parameters parameters) =>
        kind.Table(call, parameters).ToArray().Select(resource => (resource.Name, resource));
}
