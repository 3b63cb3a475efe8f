using System.Net;
using Genesys.Console;
using Genesys.Console.Development;
using Microsoft.Extensions.Options;
using MockClient = Genesys.Console.Development.MockGenesys;

namespace Genesys.Tests.Console;

/// <summary>What the console makes of answers that aren't MockGenesys'.</summary>
public class MockGenesysTests
{
    [Theory]
    [InlineData("<html>")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"\ud800":1}""")]
    public async Task AnswerOfSomethingElse_IsSaidInASentence(string body)
    {
        var mock = new MockClient(new Answering(body), Options.Create(new ConsoleOptions()));

        var failure = await Assert.ThrowsAsync<MockGenesysException>(
            () => mock.GetSenderAsync(Cancel));

        Assert.Contains("Console:MockGenesys", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Answering(string body) : HttpMessageHandler, IHttpClientFactory
    {
        public HttpClient CreateClient(string name) =>
            new(this, disposeHandler: false) { BaseAddress = new Uri("http://mock.test/") };

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            });
    }
}
