using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockGenesys;

/// <summary>A clock whose wall time can jump; its timestamps and its timers go on as if nothing had happened.</summary>
internal sealed class AClockThatJumps(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>How far the wall time is from where it should be.</summary>
    public TimeSpan Jump { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
