using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Genesys.Tests.Console;

/// <summary>Forms of the console when each of the receiver's answers is there as soon as it is asked for.</summary>
public sealed class AnswersAtOnceTests : IAsyncLifetime
{
    private FakeReceiver _receiver = null!;
    private ARunningConsole _console = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await FakeReceiver.StartAsync();
        _console = await ARunningConsole.StartAsync(
            _receiver.Address,
            services => services.PostConfigureAll<HttpClientFactoryOptions>(
                client => client.HttpMessageHandlerBuilderActions.Add(
                    handler => handler.PrimaryHandler = new AtOnce(handler.PrimaryHandler))));
    }

    public async ValueTask DisposeAsync()
    {
        await _console.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task WhatAFormAsksFor_IsDoneAndShown()
    {
        using var client = await _console.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(client, "/jobs/41", "stop");

        Assert.Contains("stopped", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    /// <summary>Gives an answer when all of it is there, and not before.</summary>
    private sealed class AtOnce(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/changes", StringComparison.Ordinal))
            {
                return base.SendAsync(request, cancellationToken);
            }

            var answer = Task.Run(() => base.SendAsync(request, cancellationToken), cancellationToken)
                .GetAwaiter().GetResult();
            Task.Run(() => answer.Content.LoadIntoBufferAsync(cancellationToken), cancellationToken)
                .GetAwaiter().GetResult();
            return Task.FromResult(answer);
        }
    }
}
