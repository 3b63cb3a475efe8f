using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations.Groups;

/// <summary>The operations that set one property of a log group.</summary>
internal static class GroupSettings
{
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    private static readonly int[] RetentionDays =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    private static readonly TextRule KeyId = new(0, 256);

    /// <summary>Sets a property of the group that the call names.</summary>
    internal abstract class SetGroupProperty : Operation
    {
        protected override void Answer(CallContext call, Parameters parameters)
        {
            var name = GroupName(parameters);
            var set = Read(parameters);
            var group = Names.Find(call, name);
            lock (group.Gate)
            {
                set(group);
            }
        }

        protected virtual string GroupName(Parameters parameters) => Names.Group(parameters);

        /// <summary>Checks the parameters; returns what sets the property.</summary>
        protected abstract Action<LogGroup> Read(Parameters parameters);
    }

    internal sealed class PutRetentionPolicy : SetGroupProperty
    {
        protected override Action<LogGroup> Read(Parameters parameters)
        {
            var days = parameters.Number("retentionInDays") ?? throw ApiException.Missing("retentionInDays");
            return Array.Exists(RetentionDays, allowed => allowed == days)
                ? group => group.RetentionInDays = (int)days
                : throw ApiException.Constraint(
                    days, "retentionInDays",
                    $"Member must satisfy enum value set: [{string.Join(", ", RetentionDays)}]");
        }
    }

    internal sealed class DeleteRetentionPolicy : SetGroupProperty
    {
        protected override Action<LogGroup> Read(Parameters parameters) => group => group.RetentionInDays = null;
    }

    internal sealed class PutLogGroupDeletionProtection : SetGroupProperty
    {
        protected override string GroupName(Parameters parameters) =>
            Names.FromIdentifier(
                parameters.Text("logGroupIdentifier") ?? throw ApiException.Missing("logGroupIdentifier"));

        protected override Action<LogGroup> Read(Parameters parameters)
        {
            var enabled = parameters.Flag("deletionProtectionEnabled")
                ?? throw ApiException.Missing("deletionProtectionEnabled");
            return group => group.DeletionProtected = enabled;
        }
    }

    /// <summary>Sets a group's key, which is described and encrypts nothing.</summary>
    internal abstract class SetKmsKey : SetGroupProperty
    {
        protected override string GroupName(Parameters parameters) => Names.OptionalGroup(parameters)
            ?? (parameters.Text("resourceIdentifier") is { } identifier
                ? Names.FromIdentifier(identifier)
                : throw ApiException.Missing("logGroupName"));
    }

    internal sealed class AssociateKmsKey : SetKmsKey
    {
        protected override Action<LogGroup> Read(Parameters parameters)
        {
            var key = KeyId.Required(parameters, "kmsKeyId");
            return group => group.KmsKeyId = key;
        }
    }

    internal sealed class DisassociateKmsKey : SetKmsKey
    {
        protected override Action<LogGroup> Read(Parameters parameters) => group => group.KmsKeyId = null;
    }
}
