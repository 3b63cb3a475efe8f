using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch.Operations;

/// <summary>A group's key is kept and described; nothing is encrypted.</summary>
internal static class KmsKeys
{
    private static readonly TextRule KeyId = new(0, 256);

    private static void Set(CallContext call, Parameters parameters, string? key)
    {
        var name = Names.OptionalGroup(parameters)
            ?? (parameters.Text("resourceIdentifier") is { } identifier ? Names.FromIdentifier(identifier) : throw Names.Missing("logGroupName"));
        var group = call.Region.Find(name) ?? throw ApiException.NoGroup();
        lock (group.Gate)
        {
            group.KmsKeyId = key;
        }
    }

    internal sealed class AssociateKmsKey : IOperation
    {
        public string Name => nameof(AssociateKmsKey);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            Set(call, parameters, KeyId.Required(parameters, "kmsKeyId"));
        }
    }

    internal sealed class DisassociateKmsKey : IOperation
    {
        public string Name => nameof(DisassociateKmsKey);

        public void Answer(CallContext call)
        {
            using var parameters = Parameters.Parse(call.Body);
            Set(call, parameters, null);
        }
    }
}
