using Genesys.MockCloudWatch.Storage;

namespace Genesys.MockCloudWatch.Wire;

/// <summary>One call: where it goes and what came with it.</summary>
/// <param name="Region">The region that the call was signed for.</param>
/// <param name="Body">The request's body, JSON.</param>
/// <param name="Output">Takes the answer's body.</param>
internal sealed record CallContext(LogRegion Region, ReadOnlyMemory<byte> Body, ReusableBuffer Output)
{
    /// <summary>The events of a PutLogEvents that are rejected on purpose; null: none.</summary>
    public ForcedRejection? ForcedRejection { get; init; }
}
