using System.Text.RegularExpressions;
using Genesys.Receiver.Client;
using Microsoft.Playwright;

namespace Genesys.Tests.Console;

/// <content>What an operator comes for, the shortest way from the overview, by what the pages alone say.</content>
public sealed partial class BrowserTests
{
    private const int Most = 4;

    private int _clicks;

    [Fact]
    public async Task WhyDidAnEventNotArrive()
    {
        var page = await OpenAsync("/");
        await ClickAsync(page, "Search");
        await page.Locator("#q").FillAsync("anomaly-event-901");
        await page.Keyboard.PressAsync("Enter");

        await SaysAsync(page, "Rejected each time it came: 1 answer", "detail.eventBody.conversationId: required");
    }

    [Fact]
    public async Task WhichMemberBrokeSinceNoon()
    {
        var page = await OpenAsync("/");
        await ClickAsync(page, "Anomalies");
        await page.GetByLabel("Or since").FillAsync("2026-11-29T12:00:10");
        await ClickAsync(page, "Show");

        await ComesToAsync(page, "from=2026-11-29T11%3A00%3A10");
        await SaysAsync(page, "/detail/eventBody/conversationId", "214");
    }

    [Fact]
    public async Task WhatWaits_AndWhy()
    {
        var page = await OpenAsync("/");
        await ClickAsync(page, "128");

        await SaysAsync(page, "Nothing holds them up: they are taken in turn.", "open");
    }

    [Fact]
    public async Task WhatFailedInTheOutage_IsReplayedAtFiftyASecond_AndStopped()
    {
        var page = await OpenAsync("/");
        await ClickAsync(page, "Failures");
        await ClickAsync(page, "Replay all of them…");
        await page.GetByLabel("Reason").FillAsync("The outage is over");
        await Assertions.Expect(page.GetByLabel("Most events a second")).ToHaveValueAsync("50");
        await ClickAsync(page, "Replay 1,912 events");
        await ComesToAsync(page, "/jobs/[0-9]+$");
        Assert.Equal(
            (JobAction.Replay, 50, "The outage is over"),
            (Newest.Action, Newest.RatePerSecond, Newest.Reason));
        await ClickAsync(page, "Stop the job");

        await SaysAsync(page, "stopped");
    }

    [Fact]
    public async Task TestData_IsDiscardedWithAReason()
    {
        var page = await OpenAsync("/");
        await ClickAsync(page, "Failures");
        await page.Locator("a[href$='failures/g3']").ClickAsync();
        await ClickAsync(page, "Discard all…");
        await page.GetByLabel("Reason").FillAsync("Events of a test");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Discard ") }).ClickAsync();

        await ComesToAsync(page, "/jobs/[0-9]+$");
        Assert.Equal((JobAction.Discard, "Events of a test"), (Newest.Action, Newest.Reason));
        await SaysAsync(page, "Events of a test");
    }

    [Fact]
    public async Task WhereAConversationIsLate()
    {
        var page = await OpenAsync("/");
        await ClickAsync(page, "Search");
        await page.Locator("#q").FillAsync(ReceiverStory.AConversation);
        await page.Keyboard.PressAsync("Enter");
        await ClickAsync(page, "When each happened, and when it came");

        await SaysAsync(page, "came more than a minute late", "late");
    }

    [Fact]
    public async Task WhatDrifted()
    {
        var page = await OpenAsync("/");
        await ClickAsync(page, "Anomalies");
        await ClickAsync(page, "drift");

        await SaysAsync(page, "/detail/eventBody/sentiment", "unknown member");
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("Malformed JSON at");
    }

    [Fact]
    public async Task WhichDestinationIsDown_AndSinceWhen()
    {
        var page = await OpenAsync("/");

        await SaysAsync(page, new Regex("crm fails and is paused; 2,310 events wait.*Since [0-9]+ [A-Z]"));
    }

    [Fact]
    public async Task WhetherAPayloadIsValid()
    {
        var page = await OpenAsync("/");
        await ClickAsync(page, "Check a payload");
        await page.Locator("textarea").FillAsync("{\"id\":1}");

        await Assertions.Expect(page.Locator("#result")).ToContainTextAsync("required when");
    }

    [Fact]
    public async Task WhoReplayedWhatYesterday()
    {
        var page = await OpenAsync("/");
        await ClickAsync(page, "Audit");
        await page.Locator("select[name=action]").SelectOptionAsync("replay");
        await page.GetByLabel("From", new() { Exact = true }).FillAsync("2026-11-28T00:00:10");
        await ClickAsync(page, "Show");

        await ComesToAsync(page, "action=replay.*from=2026-11-27T23%3A00%3A10");
        await SaysAsync(page, "robin", "1,912", "Genesys Cloud is back");
    }

    private Job Newest => browser.Receiver.Story.Jobs[^1];

    // A link or a button by its whole name.
    private async Task ClickAsync(IPage page, string name)
    {
        var named = new Regex($"^{Regex.Escape(name)}( [0-9,]+)?$");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = named })
            .Or(page.GetByRole(AriaRole.Button, new() { NameRegex = named })).First.ClickAsync();
        Assert.InRange(++_clicks, 1, Most);
    }

    private static async Task SaysAsync(IPage page, params string[] texts)
    {
        foreach (var text in texts)
        {
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync(text);
        }
    }

    private static Task SaysAsync(IPage page, Regex text) =>
        Assertions.Expect(page.Locator("main")).ToContainTextAsync(text);
}
