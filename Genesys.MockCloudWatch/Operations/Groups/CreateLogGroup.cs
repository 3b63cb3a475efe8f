using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Groups;

internal sealed class CreateLogGroup(LogStore store) : Operation
{
    protected override void Answer(CallContext call, Parameters parameters)
    {
        var name = Names.Group(parameters);
        if (name.StartsWith("aws/", StringComparison.Ordinal))
        {
            throw ApiException.InvalidParameter("Log groups starting with AWS/ are reserved for AWS.");
        }

        var group = new LogGroup(name, call.Region.Name, store.Now)
        {
            Class = GroupClass.Of(parameters) ?? GroupClass.Default,
            KmsKeyId = parameters.Text("kmsKeyId"),
            DeletionProtected = parameters.Flag("deletionProtectionEnabled") ?? false,
            Tags = new(Limits.Tags(parameters) ?? [], StringComparer.Ordinal),
        };
        if (!store.TryTakePlace())
        {
            throw ApiException.LimitExceeded();
        }

        if (!call.Region.TryAdd(group))
        {
            store.GivePlaceBack();
            throw ApiException.AlreadyExists("group");
        }
    }
}
