using Genesys.Tests.Configuration;

namespace Genesys.Tests.Commands;

/// <summary>The commands, in a process of their own.</summary>
public class CommandTests
{
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
        var (exitCode, _, errors) = await ReceiverProcess.RunAsync(["health"], ("ASPNETCORE_URLS", "http://+:1"));

        Assert.Equal(1, exitCode);
        Assert.Contains("http://127.0.0.1:1/health can't be reached", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--check-config")]
    [InlineData("config check")]
    [InlineData("serve")]
    [InlineData("")]
    public async Task EveryProblem_IsReportedAtOnce_AndNoValueIsQuoted(string command)
    {
        var (exitCode, output, errors) = await ReceiverProcess.RunAsync(
            command.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("Intake__Auth__Mode", "hunter2"),
            ("Intake__MaxBodyBytes", "0"),
            ("Shutdown__Drain", "hunter2"),
            ("Journal__Provider", "hunter2"),
            ("Processing__Concurrency", "0"),
            ("GENESYS_CLIENT_SECRET_FILE", "/nowhere/hunter2"));

        Assert.Equal(1, exitCode);
        Assert.All(
            [
                "Intake:Auth:Mode", "Intake:MaxBodyBytes", "Shutdown:Drain", "Journal:Provider",
                "Processing:Concurrency", "GENESYS_CLIENT_SECRET_FILE"],
            key => Assert.Contains(key, errors, StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors + output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GENESYS_CLIENT_SECRET_FILE", "/nowhere/secret")]
    [InlineData("Processing__Concurrency", "0")]
    public async Task OneProblem_IsOneSentence(string name, string value)
    {
        var (exitCode, output, errors) = await ReceiverProcess.RunAsync(
            [], ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Intake__Auth__Mode", "None"), (name, value));

        Assert.Equal(1, exitCode);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
    }

    /// <summary>
    /// Where a value was set isn't known: the sentence has to be true for the command line and for files too.
    /// </summary>
    [Theory]
    [InlineData("Processing:Concurrency", "0")]
    [InlineData("Processing:Concurrency", "many")]
    [InlineData("Processing:Concurrency", "")]
    [InlineData("Processing:Concurency", "5")]
    [InlineData("Logging:LogLevel:Default", "Loud")]
    public async Task ASettingOfTheCommandLine_IsNotCalledAnEnvironmentVariable(string key, string value)
    {
        var (exitCode, _, errors) = await ReceiverProcess.RunAsync(
            ["config", "check", $"--{key}={value}"], ("Intake__Auth__Mode", "None"));

        Assert.Equal(1, exitCode);
        Assert.Contains(
            $"({key.Replace(":", "__", StringComparison.Ordinal)} as an environment variable)", errors,
            StringComparison.Ordinal);
        Assert.Contains(key, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("(environment variable", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoCredentialsOutsideDevelopment_DoesNotStart()
    {
        var (exitCode, _, errors) = await ReceiverProcess.RunAsync(
            [], ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("ASPNETCORE_ENVIRONMENT", "Production"));

        Assert.Equal(1, exitCode);
        Assert.Contains("Intake__Auth__Mode", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GENESYS_API_BASE", "https://user:hunter2@127.0.0.1")]
    [InlineData("GENESYS_API_BASE", "https://127.0.0.1/?key=hunter2")]
    [InlineData("GENESYS_LOGIN_BASE", "//user:hunter2@127.0.0.1")]
    public async Task RefusedAddress_IsShownWithoutItsPassword(string name, string value)
    {
        var (exitCode, output, errors) = await ReceiverProcess.RunAsync(
            ["config", "check"], ("Intake__Auth__Mode", "None"), (name, value));

        Assert.Equal(1, exitCode);
        Assert.Contains(name, output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output + errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config check")]
    [InlineData("")]
    public async Task SettingsThatAreNoJson_AreASentence(string command)
    {
        var folder = Directory.CreateTempSubdirectory("settings-");
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "appsettings.json"), "{hunter2", Cancel);
        var (exitCode, output, errors) = await ReceiverProcess.RunAsync(
            command.Split(' ', StringSplitOptions.RemoveEmptyEntries), ("ASPNETCORE_CONTENTROOT", folder.FullName));
        folder.Delete(recursive: true);

        Assert.Equal(1, exitCode);
        Assert.Contains(
            "appsettings.json", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_AreMasked()
    {
        var (exitCode, output, errors) = await ReceiverProcess.RunAsync(
            ["config", "check"],
            ("Intake__Auth__Mode", "ApiKey"),
            ("Intake__Auth__ApiKeys__0", "hunter2"),
            ("GENESYS_CLIENT_SECRET", "hunter2"),
            ("ConnectionStrings__journal", "Host=db;Password=hunter2"),
            ("Journal__Provider", "Postgres"));

        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("Intake:Auth:ApiKeys:0 = ******", output, StringComparison.Ordinal);
        Assert.Contains("Intake:Auth:Mode = ApiKey", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output + errors, StringComparison.Ordinal);
    }
}
