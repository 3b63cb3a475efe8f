using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class UntagResource : IOperation
{
    public string Name => nameof(UntagResource);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        Tagging.ChangeResource(call, parameters, Tagging.Removing(parameters, "tagKeys"));
    }
}
