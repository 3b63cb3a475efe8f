using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Genesys.Console.SignIn;

/// <summary>Writes the link that signs in to the terminal, and to no log that goes elsewhere.</summary>
internal sealed class SignInLink(
    DevelopmentToken token, IServer server, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            System.Console.Out.WriteLine($"Sign in at {address}{SignInExtensions.Path}/with?t={token.Value}");
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
