using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class DeleteRetentionPolicy : IOperation
{
    public string Name => nameof(DeleteRetentionPolicy);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var group = call.Region.Find(Names.Group(parameters)) ?? throw ApiException.NoGroup();
        lock (group.Gate)
        {
            group.RetentionInDays = null;
        }
    }
}
