using Genesys.Receiver.Configuration;

namespace Genesys.Tests.Configuration;

public class CommandLineTests
{
    [Theory]
    [InlineData("", CommandAction.Serve, null)]
    [InlineData("--help", CommandAction.Help, null)]
    [InlineData("-h", CommandAction.Help, null)]
    [InlineData("--version", CommandAction.Version, null)]
    [InlineData("--check-health", CommandAction.CheckHealth, null)]
    [InlineData("--check-health http://127.0.0.1:1/health", CommandAction.CheckHealth, "http://127.0.0.1:1/health")]
    [InlineData("--check-config", CommandAction.CheckConfig, null)]
    [InlineData("--check-config --Lock:Pins=3", CommandAction.CheckConfig, null)]
    [InlineData("--Lock:Pins 3 --check-config", CommandAction.CheckConfig, null)]
    [InlineData("--write-config-reference page.md", CommandAction.WriteReference, "page.md")]
    [InlineData("--write-config-reference", CommandAction.NotUnderstood, "--write-config-reference")]
    [InlineData("--chek-config", CommandAction.NotUnderstood, "--chek-config")]
    [InlineData("serve", CommandAction.NotUnderstood, "serve")]
    [InlineData("--chek-config --Lock:Pins=3", CommandAction.NotUnderstood, "--chek-config")]
    public void Arguments_AreRead(string arguments, CommandAction action, string? target)
    {
        var command = CommandLine.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((action, target), (command.Action, command.Target));
    }

    [Fact]
    public void Settings_GoToTheHost_TheCommandDoesNot() =>
        Assert.Equal(
            ["--Lock:Pins=3", "--urls", "http://127.0.0.1:0"],
            CommandLine.Parse(["--Lock:Pins=3", "--check-config", "--urls", "http://127.0.0.1:0"]).HostArguments);

    [Fact]
    public void Help_NamesEveryCommand() =>
        Assert.All(["--check-config", "--check-health", "--write-config-reference", "--version", "--help"], option => Assert.Contains(option, CommandLine.Help, StringComparison.Ordinal));
}
