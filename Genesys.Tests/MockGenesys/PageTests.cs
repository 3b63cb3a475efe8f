using System.Net;
using System.Text.RegularExpressions;

namespace Genesys.Tests.MockGenesys;

public partial class PageTests
{
    [Fact]
    public async Task EveryFileOfThePage_IsServedByTheMockItself()
    {
        await using var mock = await AMock.StartAsync();
        var page = await mock.Client.GetStringAsync("/", TestContext.Current.CancellationToken);

        var links = Links()
            .Matches(page)
            .Select(match => match.Groups[1].Value)
            .Where(link => !link.StartsWith('#'))
            .ToList();

        Assert.Equal(3, links.Count);
        foreach (var link in links)
        {
            Assert.DoesNotContain("//", link, StringComparison.Ordinal);
            using var file = await mock.GetAsync("/" + link);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }
    }

    [Fact]
    public async Task Page_NeedsNothingThatItsPolicyForbids()
    {
        await using var mock = await AMock.StartAsync();

        using var answer = await mock.GetAsync("/");
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<script>|<style|\sstyle=|\son\w+=", page);
    }

    [Fact]
    public async Task FileThatIsNotThePages_IsNotFound()
    {
        await using var mock = await AMock.StartAsync();

        using var answer = await mock.GetAsync("/mock/page/topics.txt");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [GeneratedRegex("""(?:href|src)="([^"]+)""")]
    private static partial Regex Links();
}
