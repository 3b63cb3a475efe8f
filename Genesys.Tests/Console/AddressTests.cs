using System.Net;
using System.Text.RegularExpressions;
using Genesys.Receiver.Client;

namespace Genesys.Tests.Console;

/// <summary>What an address says, and what its page makes of it.</summary>
public sealed partial class AddressTests : AfterAnOutage
{
    private const string Masked = "sha256:032f551e881f922fa1f06525c0725b919b6c6e070de1f7687d90be634f0f9019";

    // Whatever means something in an address, a page, or a search.
    private static readonly string[] Pieces =
    [
        "/", "%2f", "%2F", "%252f", "%", "%00", "..", ".", "?", "#", "&", "=", "+", " ", "\"", "'", "<b>", ";", ":",
        "\\", "漢字", "😀", "e\u0301", "é", "a", "Z", "0", "-", "_", "@", "id=", "state:open", "\u202e", "\u00a0",
    ];

    [Fact]
    public async Task EveryConversationsLink_LeadsToItsOwnPage_WhateverIsInItsId()
    {
        var ids = ConversationIds().ToList();
        Receiver.Story.Deliveries = [.. ids.Select((id, index) =>
            Receiver.Story.Deliveries[0] with { Key = 5_000 - index, ConversationId = id })];
        using var client = await Running.OpenAsync();
        var links = new List<string>();
        for (var skip = 0; skip < ids.Count; skip += 50)
        {
            var page = await client.GetStringAsync($"/search?q=state:any&cursor={skip}", Cancel);
            links.AddRange(ConversationLink().Matches(page).Select(one => WebUtility.HtmlDecode(one.Groups[1].Value)));
        }

        Assert.Equal(ids.Count, links.Count);
        Assert.All(ids.Zip(links), one => Assert.Equal(one.First, ShownOf(client, one.Second)));
    }

    // As they were before, in what people sent to each other.
    [Fact]
    public async Task AnAddressWithTheIdInItsPath_LeadsToThePageOfThatId()
    {
        var ids = ConversationIds().ToList();
        Receiver.Story.Deliveries = [.. ids.Select((id, index) =>
            Receiver.Story.Deliveries[0] with { Key = 5_000 - index, ConversationId = id })];
        using var client = await Running.OpenAsync();

        Assert.All(ids, id => Assert.Equal(id, ShownOf(client, "/conversations/" + Uri.EscapeDataString(id))));
    }

    // As long as an event's id may be, of characters that take most in an address.
    [Theory]
    [InlineData("/search?q=")]
    [InlineData("/jobs/new?action=erase&q=event:")]
    [InlineData("/anomalies?event=")]
    public async Task TheLongestId_IsFoundByItsAddress_AlsoBehindTheSignIn(string path)
    {
        var id = string.Concat(Enumerable.Repeat("😀", 1_024));
        var address = path + Uri.EscapeDataString(id);
        using var client = await Running.OpenAsync(signedIn: false);
        var signIn = WebUtility.HtmlDecode(await client.GetStringAsync(address, Cancel));

        using var answer = await client.GetAsync(
            new Uri($"{Running.SignInLink}&back={Uri.EscapeDataString(address)}"), Cancel);

        Assert.Contains($"value=\"{address}\"", signIn, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(address, answer.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Contains(Receiver.Requests, request =>
            WebUtility.UrlDecode(request.Path).Contains(id, StringComparison.Ordinal)
            || Regex.Unescape(request.Body).Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnAddressWithoutAConversation_LeadsToTheSearch()
    {
        using var client = await Running.OpenAsync();

        using var answer = await client.GetAsync("/conversations", Cancel);

        Assert.Equal("/search", answer.RequestMessage!.RequestUri!.AbsolutePath);
    }

    // The receiver doesn't say what it is the hash of, and finds nothing by it.
    [Fact]
    public async Task AMaskedId_IsNoLinkToAPageThatHasNothing()
    {
        Receiver.Story.Deliveries =
            [Receiver.Story.Deliveries[0] with { ConversationId = Masked }, .. Receiver.Story.Deliveries.Skip(1)];
        using var client = await Running.OpenAsync();

        foreach (var path in new[] { "/deliveries/2000", "/search?q=state:any" })
        {
            var page = await client.GetStringAsync(path, Cancel);

            Assert.Contains(Masked, page, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"/conversations?id=sha256", page, StringComparison.Ordinal);
            Assert.DoesNotContain("sha256%3A", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/jobs?cursor=5", "/jobs")]
    [InlineData("/audit?by=kim&action=discard&cursor=5", "/audit?by=kim&amp;action=discard")]
    [InlineData("/reconciliation?cursor=5", "/reconciliation")]
    [InlineData("/reconciliation/12?cursor=5", "/reconciliation/12")]
    [InlineData("/anomalies?group=a1&cursor=5", "/anomalies?group=a1")]
    [InlineData("/search?q=state:any&cursor=5", "/search?q=state%3Aany")]
    public async Task APageOfWhatIsOlder_LeadsBackToTheNewest_AndSaysSoWhereNothingIs(string path, string newest)
    {
        using var client = await Running.OpenAsync();
        var full = await client.GetStringAsync(path, Cancel);
        Receiver.Rewrite(answer =>
        {
            if (answer!["items"] is System.Text.Json.Nodes.JsonArray items && answer["window"] is null)
            {
                items.Clear();
            }

            return answer;
        });

        var empty = WebUtility.HtmlDecode(await client.GetStringAsync(path, Cancel));

        Assert.Contains($"<a href=\"{newest}\">Newest</a>", full, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{WebUtility.HtmlDecode(newest)}\">Newest</a>", empty, StringComparison.Ordinal);
        Assert.DoesNotContain("Leave one of", empty, StringComparison.Ordinal);
        Assert.DoesNotContain("yet.", empty, StringComparison.Ordinal);
    }

    // What is counted by group is in several groups where it failed at several places, and groups may be left away.
    [Fact]
    public async Task AllFailures_AreAsManyAsTheReceiverCounts_AndNotTheSumOfWhatIsShown()
    {
        Receiver.Story.Counts = Receiver.Story.Counts with { DeadLetters = 7_000 };
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/failures", Cancel));

        Assert.Contains("All 7,038<", WithoutBreaks(page), StringComparison.Ordinal);
        Assert.Contains("fetching 7,000<", WithoutBreaks(page), StringComparison.Ordinal);
        Assert.Contains("An event that failed at several places counts at each.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("largest groups", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GroupsThatAreLeftAway_AreSaidToBe()
    {
        var group = Receiver.Story.Failures[0];
        Receiver.Story.Failures =
            [.. Enumerable.Range(0, 1_000).Select(index => group with { Id = $"g{index}", Count = 1_000 - index })];
        using var client = await Running.OpenAsync();

        Assert.Contains(
            "Only the 1,000 largest groups are shown.", await client.GetStringAsync("/failures", Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailuresOfAPlaceWhereNothingFailed_AreSaidToBeNone()
    {
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/failures?at=lake", Cancel));

        Assert.Contains("Nothing has failed for good at lake.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<th>What went wrong</th>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/jobs/new")]
    [InlineData("/jobs/new?action=erase")]
    [InlineData("/jobs/new?action=fetch")]
    [InlineData("/jobs/new?action=replay&group=g1")]
    [InlineData("/jobs/new?action=erase&q=c")]
    [InlineData("/jobs/new?action=replay&from=yesterday")]
    public async Task AReader_IsToldThatAJobNeedsTheOtherRole_AndIsAskedForNothing(string path)
    {
        Receiver.Story.Role = OperatorRole.Reader;
        using var client = await Running.OpenAsync();

        using var answer = await client.GetAsync(path, Cancel);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("You read; a job needs the role operator.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Choose first", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Of which conversation?", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("/jobs/new")]
    [InlineData("/jobs/new?action=relpay&group=g1")]
    public async Task AJobThatNamesNoAction_IsNoReplay(string path)
    {
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync(path, Cancel));

        Assert.Contains("<h1 tabindex=\"-1\">New job</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Choose first what to do, and with what", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/jobs/new?action=erase\">", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/reconciliation\">Lost events</a>: some", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Requests, request => request.Method == "POST");
    }

    // Left away, it would show what wasn't asked for.
    [Theory]
    [InlineData("/audit?by=kim&from=", "+012345-01-01T00:00", "From")]
    [InlineData("/audit?from=2026-11-29T10:00:00&to=", "2026-02-31T10:00:00", "To")]
    [InlineData("/anomalies?from=", "12345-01-01T00:00:00", "Or since")]
    [InlineData("/anomalies?group=a1&from=", "<script>", "Or since")]
    public async Task AMomentThatIsNone_IsSaidToBeNone_AndNothingElseIsShown(string path, string moment, string field)
    {
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(
            await client.GetStringAsync(path + Uri.EscapeDataString(moment), Cancel));

        Assert.Contains(
            $"{field}: that isn't a moment of the years 1970 to 9999, such as 2026-11-29T10:00.", page,
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            moment, page[page.IndexOf("<main", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Requests, request =>
            request.Path.StartsWith("/admin/audit", StringComparison.Ordinal)
            || request.Path.StartsWith("/admin/anomalies", StringComparison.Ordinal));
    }

    private static IEnumerable<string> ConversationIds()
    {
        var random = new Random(20_261_129);
        return Pieces.Except([".", ".."]).Concat(["x", new string('x', 128), "a/b", "a%2fb", "../x", "//", "..%2f.."])
            .Concat(Enumerable.Range(0, 80).Select(_ => string.Concat(
                Enumerable.Range(0, random.Next(2, 12)).Select(_ => Pieces[random.Next(Pieces.Length)]))))
            .Where(id => id.Length <= 128 && !string.IsNullOrWhiteSpace(id) && id is not ("." or ".."))
            .Distinct(StringComparer.Ordinal);
    }

    // The id that a page shows and the one that its events were looked for by, which are the same.
    private string ShownOf(HttpClient client, string link)
    {
        using var answer = client.GetAsync(new Uri(link, UriKind.Relative), Cancel).GetAwaiter().GetResult();
        var page = answer.Content.ReadAsStringAsync(Cancel).GetAwaiter().GetResult();
        Assert.Equal((link, HttpStatusCode.OK), (link, answer.StatusCode));
        var shown = WebUtility.HtmlDecode(ShownId().Match(page).Groups[1].Value);
        var asked = Receiver.Requests.Last(one => one.Path.StartsWith("/admin/deliveries?", StringComparison.Ordinal));
        Assert.Contains("conversationId=" + Uri.EscapeDataString(shown) + "&", asked.Path, StringComparison.Ordinal);
        return shown;
    }

    private static string WithoutBreaks(string page) =>
        Breaks().Replace(page, " ").Replace(" <", "<", StringComparison.Ordinal);

    [GeneratedRegex("href=\"(/conversations[^\"]*)\"")]
    private static partial Regex ConversationLink();

    [GeneratedRegex("Conversation</h1>\\s*<p><code>(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex ShownId();

    [GeneratedRegex("\\s+")]
    private static partial Regex Breaks();
}
