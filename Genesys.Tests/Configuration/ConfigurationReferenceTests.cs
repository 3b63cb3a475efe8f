namespace Genesys.Tests.Configuration;

public class ConfigurationReferenceTests
{
    [Fact]
    public async Task Page_IsUpToDate()
    {
        var path = Path.GetTempFileName();
        try
        {
            var (exitCode, _, errors) = await ReceiverProcess.RunAsync(["--write-config-reference", path]);

            Assert.True(exitCode == 0, errors);
            Assert.True(
                await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) == await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/configuration.md"), TestContext.Current.CancellationToken),
                "docs/configuration.md is out of date: run dotnet run --project Genesys.Receiver -- --write-config-reference docs/configuration.md");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
