using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class ListTagsForResource : IOperation
{
    public string Name => nameof(ListTagsForResource);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        Tagging.Write(call.Output.Json, Tagging.OfResource(call, parameters));
    }
}
