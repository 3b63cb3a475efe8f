using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Streams;

internal sealed class CreateLogStream(LogStore store) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var groupName = Names.Group(parameters);
        var name = Names.Stream(parameters);
        var group = Names.Find(call, groupName);
        lock (group.Gate)
        {
            if (group.Deleted)
            {
                throw ApiException.NoGroup();
            }

            if (!store.TryTakePlace())
            {
                throw ApiException.LimitExceeded();
            }

            if (!group.Streams.TryAdd(name, new LogStream(name, group.NextStreamNumber, store.Now)))
            {
                store.GivePlaceBack();
                throw ApiException.AlreadyExists("stream");
            }

            group.NextStreamNumber++;
        }
    }
}
