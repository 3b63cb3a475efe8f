using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>Answers with one resource.</summary>
internal abstract class GetResource(ResourceKind kind) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var name = kind.Name(parameters);
        kind.Write(call, kind.Table(call, parameters).Find(name) ?? throw kind.NotFound(name));
    }
}
