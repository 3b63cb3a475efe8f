using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class CreateLogStream(LogStore store) : IOperation
{
    public string Name => nameof(CreateLogStream);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var groupName = Names.Group(parameters);
        var name = Names.Stream(parameters);
        var group = call.Region.Find(groupName) ?? throw ApiException.NoGroup();
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
                throw new ApiException("ResourceAlreadyExistsException", "The specified log stream already exists");
            }

            group.NextStreamNumber++;
        }
    }
}
