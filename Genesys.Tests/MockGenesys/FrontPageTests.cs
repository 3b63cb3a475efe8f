using Genesys.MockGenesys;

namespace Genesys.Tests.MockGenesys;

public class FrontPageTests
{
    [Theory]
    [InlineData(null, "Console:MockGenesys")]
    [InlineData("http://localhost:8020", "href=\"http://localhost:8020/mock\"")]
    public async Task TheMocksOwnPage_LeadsToTheConsoles(string? console, string text)
    {
        await using var mock = await MockGenesysApp.StartAsync(
            new Dictionary<string, string?> { ["Mock:Console"] = console },
            cancellationToken: Cancel);
        using var client = new HttpClient { BaseAddress = mock.Address };

        using var answer = await client.GetAsync("/", Cancel);

        Assert.Contains(
            text, await answer.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
        Assert.Contains(
            "default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
    }
}
