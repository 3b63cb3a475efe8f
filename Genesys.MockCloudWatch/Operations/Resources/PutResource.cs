using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Resources;

/// <summary>Puts a resource, new or in the place of the one with its name.</summary>
internal abstract class PutResource(ResourceKind kind) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var name = kind.Name(parameters);
        var make = Read(call, parameters, name);
        kind.Write(call, kind.Table(call, parameters).Put(name, make) ?? throw ApiException.LimitExceeded());
    }

    /// <summary>
    /// Checks the parameters; returns what makes the resource from the one before it (null: there is none).
    /// </summary>
    protected abstract Func<Resource?, Resource> Read(CallContext call, Parameters parameters, string name);
}
