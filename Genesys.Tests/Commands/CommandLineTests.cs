using Genesys.Receiver.Commands;

namespace Genesys.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly List<string[]> _asked = [];

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("serve")]
    [InlineData("config")]
    [InlineData("config check")]
    [InlineData("config reference")]
    [InlineData("validate")]
    [InlineData("journal")]
    [InlineData("journal recover")]
    [InlineData("health")]
    public void EveryCommand_HasHelp(string command)
    {
        Assert.Equal(0, Run([.. Words(command), "--help"]));
        Assert.Contains("Usage:", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void Help_NamesEveryCommand()
    {
        Run(["--help"]);

        Assert.All(
            ["serve", "config", "validate", "journal", "health", "--version", "--Key:Name=value"],
            word => Assert.Contains(word, _output.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("config check --Lock:Pins=3 --urls http://127.0.0.1:0")]
    [InlineData("--Lock:Pins=3 config check --urls http://127.0.0.1:0")]
    [InlineData("--check-config --Lock:Pins=3 --urls http://127.0.0.1:0")]
    [InlineData("--urls http://127.0.0.1:0 --check-config --Lock:Pins=3")]
    [InlineData("serve --Lock:Pins=3 --urls http://127.0.0.1:0")]
    [InlineData("--Lock:Pins=3 --urls http://127.0.0.1:0")]
    public void Settings_ReachTheHost(string arguments)
    {
        Assert.Throws<NotSupportedException>(() => Run(Words(arguments)));

        Assert.NotEmpty(_asked);
        Assert.All(_asked, asked => Assert.Equal(["http://127.0.0.1:0", "3"], asked));
    }

    [Theory]
    [InlineData("--chek-config", "--chek-config")]
    [InlineData("--chek-config --Lock:Pins=3", "--chek-config")]
    [InlineData("--urls", "--urls")]
    [InlineData("serv", "serv")]
    [InlineData("serve now", "now")]
    [InlineData("config check everything", "everything")]
    [InlineData("journal mend file out", "mend")]
    [InlineData("validate --quite", "--quite")]
    [InlineData("config", "command")]
    [InlineData("journal recover file", "recover: OUT is missing.")]
    [InlineData("journal recover", "recover: FILE is missing.")]
    [InlineData("journal recover", "recover: OUT is missing.")]
    public void WhatIsNotUnderstood_EndsWithTwo_AndIsNamed(string arguments, string named)
    {
        Assert.Equal(2, Run(Words(arguments)));
        Assert.Contains(named, _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--help", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    [Theory]
    [InlineData("config reference")]
    [InlineData("--write-config-reference")]
    public void Reference_IsThePageOfTheDocumentation(string command)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/configuration.md"));
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal(0, Run([.. Words(command), file]));
            Assert.Equal(page, File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Equal(0, Run(Words(command)));
        Assert.Equal(page, _output.ToString());
    }

    [Fact]
    public void ReferenceThatCannotBeWritten_IsASentence()
    {
        Assert.Equal(1, Run(["config", "reference", "/nowhere/page.md"]));
        Assert.Contains("can't be written", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("health http://user:hunter2@127.0.0.1:1/health", "http://127.0.0.1:1/health can't be reached")]
    [InlineData("--check-health http://127.0.0.1:1/health", "http://127.0.0.1:1/health can't be reached")]
    [InlineData("health 127.0.0.1", "no address")]
    public void HealthOfNobody_EndsWithOne_AndShowsNoPassword(string arguments, string sentence)
    {
        Assert.Equal(1, Run(Words(arguments)));
        Assert.Contains(sentence, _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _error.ToString(), StringComparison.Ordinal);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private int Run(
        string[] arguments) =>
            CommandLine.Run(
                arguments, new ReceiverHost(NoteSettings, _ => { }),
                new CommandStreams(new MemoryStream(), _output, _error));

    private void NoteSettings(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
        _asked.Add([builder.Configuration["urls"]!, builder.Configuration["Lock:Pins"]!]);
        throw new NotSupportedException("The host isn't needed here.");
    }
}
