using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class TagLogGroup : IOperation
{
    public string Name => nameof(TagLogGroup);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        Tagging.ChangeGroup(call, parameters, Tagging.Adding(parameters));
    }
}
