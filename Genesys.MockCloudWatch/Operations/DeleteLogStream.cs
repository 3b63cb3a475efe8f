using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class DeleteLogStream(LogStore store) : IOperation
{
    public string Name => nameof(DeleteLogStream);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var groupName = Names.Group(parameters);
        var name = Names.Stream(parameters);
        var group = call.Region.Find(groupName) ?? throw ApiException.NoGroup();
        if (!store.Remove(group, name))
        {
            throw ApiException.NoStream();
        }
    }
}
