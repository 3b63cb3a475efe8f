using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class UntagLogGroup : IOperation
{
    public string Name => nameof(UntagLogGroup);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        Tagging.ChangeGroup(call, parameters, Tagging.Removing(parameters, "tags"));
    }
}
