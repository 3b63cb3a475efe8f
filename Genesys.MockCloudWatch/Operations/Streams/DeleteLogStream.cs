using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Streams;

internal sealed class DeleteLogStream(LogStore store) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var groupName = Names.Group(parameters);
        var name = Names.Stream(parameters);
        if (!store.Remove(Names.Find(call, groupName), name))
        {
            throw ApiException.NoStream();
        }
    }
}
