namespace Genesys.Tests.Configuration;

/// <summary>The commands, in a process of their own.</summary>
public class CommandTests
{
    [Fact]
    public async Task Help_IsPrinted()
    {
        var (exitCode, output, _) = await ReceiverProcess.RunAsync(["--help"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("--check-config", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsPrinted()
    {
        var (exitCode, output, _) = await ReceiverProcess.RunAsync(["--version"]);

        Assert.Equal(0, exitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
    }

    [Fact]
    public async Task UnknownArgument_EndsWithTwo()
    {
        var (exitCode, _, errors) = await ReceiverProcess.RunAsync(["--chek-config"]);

        Assert.Equal(2, exitCode);
        Assert.Contains("--chek-config isn't understood", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthOfNobody_EndsWithOne()
    {
        var (exitCode, _, errors) = await ReceiverProcess.RunAsync(["--check-health"], ("ASPNETCORE_URLS", "http://+:1"));

        Assert.Equal(1, exitCode);
        Assert.Contains("http://127.0.0.1:1/health can't be reached", errors, StringComparison.Ordinal);
    }
}
