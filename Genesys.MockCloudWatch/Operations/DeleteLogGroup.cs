using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class DeleteLogGroup(LogStore store) : IOperation
{
    public string Name => nameof(DeleteLogGroup);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var group = call.Region.Find(Names.Group(parameters)) ?? throw ApiException.NoGroup();
        if (group.DeletionProtected)
        {
            throw ApiException.Validation("The log group has deletion protection enabled. Disable it before deleting the log group.");
        }

        if (!store.Remove(call.Region, group))
        {
            throw ApiException.NoGroup();
        }
    }
}
