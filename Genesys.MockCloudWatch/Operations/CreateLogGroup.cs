using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class CreateLogGroup(LogStore store) : IOperation
{
    public static readonly string[] Classes = ["INFREQUENT_ACCESS", "STANDARD", "DELIVERY"];

    public string Name => nameof(CreateLogGroup);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var name = Names.Group(parameters);
        if (name.StartsWith("aws/", StringComparison.Ordinal))
        {
            throw ApiException.InvalidParameter("Log groups starting with AWS/ are reserved for AWS.");
        }

        var group = new LogGroup(name, call.Region.Name, store.Now)
        {
            Class = Limits.OneOf(parameters, "logGroupClass", Classes) ?? "STANDARD",
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
            throw new ApiException("ResourceAlreadyExistsException", "The specified log group already exists");
        }
    }
}
