using Aspire.Hosting.Testing;

namespace Genesys.Tests.AppHost;

[Collection(StackCollection.Name)]
public class StackTests(StackFixture stack)
{
    [Theory]
    [InlineData("cloudwatch")]
    [InlineData("console")]
    [InlineData("mockgenesys")]
    [InlineData("receiver")]
    public async Task EveryPart_AnswersOnHealthAndAlive(string part)
    {
        using var client = stack.App.CreateHttpClient(part);

        foreach (var path in new[] { "/health", "/alive" })
        {
            // On a machine that has much else to do, a check may take longer than a probe of health waits.
            await Eventually.IsTrue(
                async () => (await client.GetAsync(path, Cancel)).IsSuccessStatusCode, $"{part} answers {path}");
        }
    }

    [Fact]
    public void EveryPart_HasAFreePortOfItsOwn()
    {
        var ports = ((string[])["cloudwatch", "console", "mockgenesys", "receiver"]).Select(
            part => stack.App.GetEndpoint(part).Port).ToList();

        Assert.Distinct(ports);
        Assert.DoesNotContain(8000, ports);
        Assert.DoesNotContain(8010, ports);
        Assert.DoesNotContain(4566, ports);
    }

    [Fact]
    public async Task Journal_IsAFileOfThisRunAlone()
    {
        var path = await stack.App.GetConnectionStringAsync("journal", Cancel);

        Assert.StartsWith(Path.GetTempPath(), path, StringComparison.Ordinal);
    }
}
