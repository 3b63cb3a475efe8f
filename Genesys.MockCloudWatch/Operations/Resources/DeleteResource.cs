using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

internal abstract class DeleteResource(ResourceKind kind) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var name = kind.Name(parameters);
        if (!kind.Table(call, parameters).Remove(name))
        {
            throw kind.NotFound(name);
        }
    }
}
