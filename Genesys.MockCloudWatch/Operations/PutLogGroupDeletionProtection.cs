using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

internal sealed class PutLogGroupDeletionProtection : IOperation
{
    public string Name => nameof(PutLogGroupDeletionProtection);

    public void Answer(CallContext call)
    {
        using var parameters = Parameters.Parse(call.Body);
        var identifier = parameters.Text("logGroupIdentifier") ?? throw Names.Missing("logGroupIdentifier");
        var enabled = parameters.Flag("deletionProtectionEnabled") ?? throw Names.Missing("deletionProtectionEnabled");
        var group = call.Region.Find(Names.FromIdentifier(identifier)) ?? throw ApiException.NoGroup();
        lock (group.Gate)
        {
            group.DeletionProtected = enabled;
        }
    }
}
