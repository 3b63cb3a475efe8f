using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Groups;

internal sealed class DeleteLogGroup(LogStore store) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var group = Names.RequiredGroup(call, parameters);
        if (group.DeletionProtected)
        {
            throw ApiException.Validation(
                "The log group has deletion protection enabled. Disable it before deleting the log group.");
        }

        if (!store.Remove(call.Region, group))
        {
            throw ApiException.NoGroup();
        }
    }
}
