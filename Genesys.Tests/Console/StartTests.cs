using System.Globalization;
using Genesys.Drills.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Genesys.Tests.Console;

/// <summary>What the console says at start of settings that can't work, instead of starting or breaking.</summary>
public sealed class StartTests : IDisposable
{
    private static readonly Uri Receiver = new(ReceiverApp.Nowhere);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("console-");

    private string AFile => Path.Combine(_folder.FullName, "file");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Console:DataProtection:KeysPath", "below a file")]
    [InlineData("Console:DataProtection:KeysPath", "a file")]
    [InlineData("Console:SecretsPath", "nowhere")]
    [InlineData("Console:SecretsPath", "not/absolute")]
    [InlineData("Console:SecretsPath", "a file")]
    [InlineData("Console:Timeout", "soon")]
    [InlineData("Console:MaxWatchers", "many")]
    public async Task ASettingThatCantWork_IsSaid_AndNothingStarts(string key, string what)
    {
        await File.WriteAllTextAsync(AFile, "", Cancel);

        var problem = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ARunningConsole.StartAsync(Receiver, (key, ValueOf(what))));

        Assert.StartsWith(key, problem.Message, StringComparison.Ordinal);
        Assert.Single(problem.Message.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderForKeys_IsMade_AndNothingButKeysIsLeftInIt()
    {
        var keys = Path.Combine(_folder.FullName, "new", "keys");

        await using var console = await ARunningConsole.StartAsync(Receiver, ("Console:DataProtection:KeysPath", keys));

        Assert.True(Directory.Exists(keys));
        Assert.All(Directory.GetFiles(keys), file => Assert.EndsWith(".xml", file, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Console:MaxWachers", "3", "Console:MaxWatchers")]
    [InlineData("Console:OpenIdConnect:Scope:0", "openid", "Console:OpenIdConnect:Scopes:*")]
    [InlineData("Console:KeysPath", "/keys", "Console:DataProtection:KeysPath")]
    [InlineData("Console:ApiKey_FILE", "/key", "Console:ApiKey")]
    [InlineData("Consol:MaxWatchers", "3", "Console:MaxWatchers")]
    public async Task AKeyThatNothingReads_IsNamedWithTheNearest_AndNeverItsValue(
        string key, string value, string nearest)
    {
        var log = new FakeLogCollector();

        await using var console = await ARunningConsole.StartAsync(
            Receiver, services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(log)), (key, value));

        var warning = Assert.Single(
            log.GetSnapshot(), one => one.Message.Contains("is not a setting", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Equal(
            $"{key} is not a setting ({key.Replace(":", "__", StringComparison.Ordinal)} as an environment variable); "
            + $"the nearest one is {nearest}.",
            warning.Message);
    }

    [Theory]
    [InlineData("Console:OpenIdConnect:Scopes:1", "profile")]
    [InlineData("console:maxwatchers", "30")]
    [InlineData("Console:OpenIdConnect:Scopes", "")]
    [InlineData("Logging:Console:FormatterName", "json")]
    [InlineData("Consul:Address", "http://127.0.0.1")]
    public async Task AKeyThatSomethingReads_OrThatIsAnothers_IsNotNamed(string key, string value)
    {
        var log = new FakeLogCollector();

        await using var issuer = await FakeIssuer.StartAsync();
        await using var console = await ARunningConsole.StartAsync(
            Receiver, services => services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(log)), (key, value),
            ("Console:OpenIdConnect:Authority", issuer.Address.ToString()),
            ("Console:OpenIdConnect:ClientId", FakeIssuer.ClientId));

        Assert.DoesNotContain(
            log.GetSnapshot(), one => one.Message.Contains("is not a setting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnAddressThatIsTaken_IsSaid_AndTheExitCodeIsOne()
    {
        await using var other = await FakeReceiver.StartAsync();
        var command = RunningProcess.Command("Genesys.Console");

        var (exitCode, _, errors) = await RunningProcess.RunAsync(
            command[0], command.Skip(1),
            new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = other.Address.GetLeftPart(UriPartial.Authority),
                ["Console__Receiver"] = ReceiverApp.Nowhere,
            },
            cancellationToken: Cancel);

        Assert.Equal(1, exitCode);
        Assert.Contains(
            other.Address.Port.ToString(CultureInfo.InvariantCulture), errors, StringComparison.Ordinal);
        Assert.Contains("Set ASPNETCORE_URLS to an address that is free.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", errors, StringComparison.Ordinal);
    }

    private string ValueOf(string what) => what switch
    {
        "below a file" => Path.Combine(AFile, "keys"),
        "a file" => AFile,
        "nowhere" => Path.Combine(_folder.FullName, "nowhere"),
        _ => what,
    };
}
