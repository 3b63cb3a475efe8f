using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class TagResource : IOperation
{
    public string Name => nameof(TagResource);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        Tagging.ChangeResource(call, parameters, Tagging.Adding(parameters));
    }
}
