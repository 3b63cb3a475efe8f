using Aspire.Hosting.AWS;

namespace StandIns.Tests.HostingAws;

/// <summary>
/// Holds the stand-in against <c>surface.txt</c>, the signatures of Aspire.Hosting.AWS 13.6.0 for what the AppHost
/// uses.
/// </summary>
public class SurfaceTests
{
    [Fact]
    public void PublicMembers_AreThoseOfTheRealPackage() =>
        Assert.Equal(Surface.Listed("HostingAws.surface.txt"), Surface.Of(typeof(IAWSSDKConfig).Assembly));
}
