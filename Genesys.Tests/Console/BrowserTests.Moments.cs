using Microsoft.Playwright;

namespace Genesys.Tests.Console;

/// <content>Moments that are typed on a clock which is put forward and back, and those that are none.</content>
public sealed partial class BrowserTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-07-01T12:00:10", "2026-07-01T10:00:10", false)]
    [InlineData("America/St_Johns", "2026-07-01T12:00:10", "2026-07-01T14:30:10", false)]
    [InlineData("Europe/Berlin", "2026-10-25T02:30:10", "2026-10-25T00:30:10", true)]
    [InlineData("America/St_Johns", "2026-11-01T01:30:10", "2026-11-01T04:00:10", true)]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45:10", "2026-04-04T14:45:10", true)]
    [InlineData("Europe/Berlin", "2026-03-29T02:30:10", "2026-03-29T01:30:10", true)]
    [InlineData("America/St_Johns", "2026-03-08T02:30:10", "2026-03-08T06:00:10", true)]
    public async Task AMomentThatTheClockHasTwiceOrNot_IsNamedInUtc(
        string zone, string typed, string sent, bool isNamed)
    {
        var page = await OpenAsync("/audit", zone);

        await page.GetByLabel("From").FillAsync(typed);

        await Assertions.Expect(Sent(page)).ToHaveValueAsync(sent);
        await Assertions.Expect(page.Locator("label", new() { Has = page.Locator("[data-moment]") }).First)
            .ToHaveTextAsync(isNamed ? $"From ({sent.Replace('T', ' ')} UTC)" : "From");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task AMomentOfAnAddress_IsKeptAsItIs_WhereTheClockHasItTwice()
    {
        var page = await OpenAsync("/audit?from=2026-10-25T01:30:10");

        await Assertions.Expect(page.GetByLabel("From (2026-10-25 01:30:10 UTC)"))
            .ToHaveValueAsync("2026-10-25T02:30:10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await ComesToAsync(page, "from=2026-10-25T01%3A30%3A10");
    }

    [Theory]
    [InlineData("12345-01-01T00:00:10")]
    [InlineData("99999-09-13T00:00:10")]
    public async Task AYearThatNoMomentHas_IsntSent_NorIsTheMomentOfBefore(string typed)
    {
        var page = await OpenAsync("/audit?from=2026-11-29T06:30:10");
        await Assertions.Expect(Sent(page)).ToHaveValueAsync("2026-11-29T06:30:10");

        // As somebody types it: what fills in forms takes no such year.
        await page.Locator("input[data-moment]").First.EvaluateAsync(
            "(input, typed) => { input.value = typed; input.dispatchEvent(new Event('input')); }", typed);

        await Assertions.Expect(Sent(page)).ToHaveValueAsync("");
        Assert.False(await page.Locator("form:has([data-moment])").EvaluateAsync<bool>("form => form.checkValidity()"));
        Assert.Empty(_complaints);
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59")]
    [InlineData("1970-01-01T00:00:00")]
    public async Task TheFirstAndTheLastMoment_StandInTheirField(string moment)
    {
        foreach (var zone in new[] { "Europe/Berlin", "America/St_Johns" })
        {
            var page = await OpenAsync("/audit?from=" + moment, zone);

            await Assertions.Expect(Sent(page)).ToHaveValueAsync(moment);
            await Assertions.Expect(page.Locator("input[data-moment]").First).Not.ToHaveValueAsync("");
        }

        Assert.Empty(_complaints);
    }

    private static ILocator Sent(IPage page) => page.Locator("input[type=hidden][name=from]");
}
