using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class ListTagsLogGroup : IOperation
{
    public string Name => nameof(ListTagsLogGroup);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        Tagging.Write(call.Output.Json, Tagging.OfGroup(call, parameters));
    }
}
