using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Intake.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Intake.Authentication;

/// <summary>Credentials that change while the service runs.</summary>
public sealed class RotationTests : IDisposable
{
    private readonly HostApplicationBuilder _builder = Host.CreateEmptyApplicationBuilder(
        new HostApplicationBuilderSettings());
    private readonly IHost _host;
    private readonly ReloadingAuthenticator _callers;

    public RotationTests()
    {
        _builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Intake:Auth:Mode"] = "ApiKey",
            ["Intake:Auth:ApiKeys:0"] = "old",
        });
        _builder.AddValidatedOptions<IntakeOptions, IntakeOptionsValidator>(IntakeOptions.Section);
        _host = _builder.Build();
        _callers = new ReloadingAuthenticator(
            _host.Services.GetRequiredService<IOptionsMonitor<IntakeOptions>>(), TimeProvider.System,
            NullLogger<JwtAuthenticator>.Instance);
    }

    public void Dispose()
    {
        _callers.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task AddedKey_IsTakenBesideTheOldOne()
    {
        Assert.False(await MaySendAsync("new"));

        Set("Intake:Auth:ApiKeys:1", "new");

        Assert.True(await MaySendAsync("new"));
        Assert.True(await MaySendAsync("old"));
    }

    [Fact]
    public async Task ReplacedKey_IsRefused()
    {
        Set("Intake:Auth:ApiKeys:0", "new");

        Assert.True(await MaySendAsync("new"));
        Assert.False(await MaySendAsync("old"));
    }

    [Theory]
    [InlineData("Intake:Auth:Mode", "None")]
    [InlineData("Intake:Auth:Mode", "nonsense")]
    [InlineData("Intake:Auth:ApiKeys:0", "")]
    public async Task ChangeThatWouldOpenOrBreakTheIntake_IsIgnored(string key, string value)
    {
        Set(key, value);

        Assert.True(await MaySendAsync("old"));
        Assert.False(await MaySendAsync("other"));
    }

    private void Set(string key, string value)
    {
        _builder.Configuration[key] = value;
        ((IConfigurationRoot)_builder.Configuration).Reload();
    }

    private async Task<bool> MaySendAsync(string key) =>
        await _callers.AuthenticateAsync(
            new HeaderDictionary { ["X-Api-Key"] = key },
            Cancel) is { Status: AuthenticationStatus.Succeeded };
}
