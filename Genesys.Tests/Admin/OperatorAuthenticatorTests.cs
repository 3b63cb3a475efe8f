using Genesys.Receiver.Admin;
using Genesys.Receiver.Intake.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Admin;

public class OperatorAuthenticatorTests
{
    private const string Key = "an-operators-long-key";

    [Fact]
    public async Task LastKeyThatIsTakenAway_LeavesNobodyWhoComesIn()
    {
        var options = new ChangingOptions(new AdminOptions { ApiKeys = { Key } });
        using var operators = new OperatorAuthenticator(
            options, TimeProvider.System, NullLogger<JwtAuthenticator>.Instance);
        Assert.True((await AuthenticateAsync(operators, Key)).MayRead);

        options.Change(new AdminOptions());

        Assert.Equal(AuthenticationResult.Failed, await AuthenticateAsync(operators, Key));
        Assert.Equal(AuthenticationResult.Failed, await AuthenticateAsync(operators, ""));
    }

    private static ValueTask<AuthenticationResult> AuthenticateAsync(OperatorAuthenticator operators, string key) =>
        operators.AuthenticateAsync(
            new HeaderDictionary { ["X-Api-Key"] = key }, Cancel);

    private sealed class ChangingOptions(AdminOptions options) : IOptionsMonitor<AdminOptions>
    {
        private Action<AdminOptions, string?>? _listener;

        public AdminOptions CurrentValue => options;

        public AdminOptions Get(string? name) => options;

        public void Change(AdminOptions changed) => _listener!(changed, null);

        public IDisposable? OnChange(Action<AdminOptions, string?> listener)
        {
            _listener = listener;
            return null;
        }
    }
}
