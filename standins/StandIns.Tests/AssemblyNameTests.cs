namespace StandIns.Tests;

public class AssemblyNameTests
{
    [Theory]
    [InlineData("Aspire.Hosting.AWS")]
    [InlineData("AWSSDK.CloudWatchLogs")]
    public void StandIn_HasTheNameOfThePackageThatItStandsInFor(string name) =>
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
}
