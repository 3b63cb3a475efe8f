using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Admin;

public class AdminTests
{
    private const string Key = "an-operators-long-key";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NoKeyConfigured_OutsideDevelopment_IsNotThere()
    {
        await using var app = await AdminApp.StartAsync("Production");
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/admin/counts", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("another-long-enough-key", HttpStatusCode.Unauthorized)]
    [InlineData(Key, HttpStatusCode.OK)]
    public async Task KeyConfigured_IsAskedFor(string? shown, HttpStatusCode status)
    {
        await using var app = await AdminApp.StartAsync("Production", ("Admin:ApiKeys:0", "the-first-long-key"), ("Admin:ApiKeys:1", Key));
        var client = app.Client;
        if (shown is not null)
        {
            client.DefaultRequestHeaders.Add("X-Api-Key", shown);
        }

        foreach (var path in new[] { "counts", "deliveries", "anomalies" })
        {
            Assert.Equal(status, (await client.GetAsync($"/admin/{path}", Cancel)).StatusCode);
        }

        var discard = await client.PostAsJsonAsync("/admin/deliveries/discard", new { keys = new[] { 1 }, reason = "test" }, Cancel);
        Assert.Equal(status, discard.StatusCode);
    }

    [Fact]
    public async Task RefusedOperator_IsToldARequestId()
    {
        await using var app = await AdminApp.StartAsync("Production", ("Admin:ApiKeys:0", Key));

        var problem = await (await app.Client.GetAsync("/admin/counts", Cancel)).Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.NotEqual("", problem.GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task Key_IsRotatedWhileTheServiceRuns()
    {
        await using var app = await AdminApp.StartAsync("Production", ("Admin:ApiKeys:0", Key));

        app.Set("Admin:ApiKeys:0", "another-long-enough-key");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, Key));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "another-long-enough-key"));
    }

    [Fact]
    public async Task LastKeyTakenAway_LetsNobodyIn()
    {
        await using var app = await AdminApp.StartAsync("Production", ("Admin:ApiKeys:0", Key));

        app.Set("Admin:ApiKeys:0", null);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, Key));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, ""));
    }

    private static async Task<HttpStatusCode> StatusAsync(AdminApp app, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/counts");
        request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        return (await app.Client.SendAsync(request, Cancel)).StatusCode;
    }

    [Fact]
    public async Task ShortKey_StopsTheStart()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => AdminApp.StartAsync("Production", ("Admin:ApiKeys:0", "short")));
        Assert.Contains("Admin:ApiKeys:0 must have 16 to 512 characters", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLetter_IsListedShownMasked_AndReplayed()
    {
        await using var app = await AdminApp.StartAsync();
        await BuryAsync(app.Journal, "jane.doe@example.com", "c1");

        var list = await GetAsync(app, "/admin/deliveries?state=deadLetter");
        var item = Assert.Single(list.GetProperty("items").EnumerateArray());
        var key = item.GetProperty("key").GetInt64();
        var detail = await GetAsync(app, $"/admin/deliveries/{key}");
        Assert.DoesNotContain("jane.doe", detail.GetRawText() + list.GetRawText(), StringComparison.Ordinal);
        Assert.StartsWith("sha256:", detail.GetProperty("eventId").GetString(), StringComparison.Ordinal);
        Assert.Equal("not_found", detail.GetProperty("history")[0].GetProperty("reason").GetString());
        Assert.Equal(1, (await GetAsync(app, "/admin/counts")).GetProperty("deadLetters").GetInt64());

        var answer = await app.Client.PostAsJsonAsync("/admin/deliveries/replay", new { keys = new[] { key, 999 } }, Cancel);
        var results = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal([true, false], results.EnumerateArray().Select(result => result.GetProperty("done").GetBoolean()));
        Assert.Equal(1, (await app.Journal.GetStateAsync(Cancel)).OpenDeliveries);
    }

    [Fact]
    public async Task ShowPersonalData_ShowsThePayloadAsItCame()
    {
        await using var app = await AdminApp.StartAsync("Development", ("Admin:ShowPersonalData", "true"));
        await BuryAsync(app.Journal, "jane.doe@example.com", "c1");

        var list = await GetAsync(app, "/admin/deliveries");
        var detail = await GetAsync(app, $"/admin/deliveries/{list.GetProperty("items")[0].GetProperty("key").GetInt64()}");

        Assert.Contains("jane.doe@example.com", detail.GetProperty("payload").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_AndPages_FindWhatFits()
    {
        await using var app = await AdminApp.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await app.Journal.RecordAsync(ADelivery($"event-{i}", i % 2 == 0 ? "even" : "odd"), false, Cancel);
        }

        var even = await GetAsync(app, "/admin/deliveries?state=open&conversationId=even");
        Assert.Equal(["event-6", "event-4", "event-2", "event-0"], Ids(even));
        var first = await GetAsync(app, "/admin/deliveries?state=open&limit=4");
        var second = await GetAsync(app, $"/admin/deliveries?state=open&limit=4&before={first.GetProperty("next").GetInt64()}");
        Assert.Equal(["event-6", "event-5", "event-4", "event-3", "event-2", "event-1", "event-0"], [.. Ids(first), .. Ids(second)]);
        Assert.False(second.TryGetProperty("next", out _));
        Assert.Equal(["event-3"], Ids(await GetAsync(app, "/admin/deliveries?state=open&eventId=event-3")));
        Assert.Empty(Ids(await GetAsync(app, "/admin/deliveries?state=finished")));
    }

    [Fact]
    public async Task DeadLettersThatFit_AreReplayedOrDiscardedTogether_PageByPage()
    {
        await using var app = await AdminApp.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await BuryAsync(app.Journal, $"event-{i}", i % 2 == 0 ? "even" : "odd");
        }

        var first = await PostAsync(app, "/admin/deliveries/replay/matching?conversationId=even&limit=3", null);
        var second = await PostAsync(app, $"/admin/deliveries/replay/matching?conversationId=even&limit=3&before={first.GetProperty("next").GetInt64()}", null);
        Assert.Equal((3, 1), (first.GetProperty("done").GetInt32(), second.GetProperty("done").GetInt32()));
        Assert.False(second.TryGetProperty("next", out _));
        Assert.Equal(["event-0", "event-2", "event-4", "event-6"], Ids(await GetAsync(app, "/admin/deliveries?state=open")).Order());

        Assert.Equal(3, (await PostAsync(app, "/admin/deliveries/discard/matching", new { reason = "test data" })).GetProperty("done").GetInt32());
        Assert.Empty(Ids(await GetAsync(app, "/admin/deliveries")));
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsJsonAsync("/admin/deliveries/discard/matching", new { reason = "" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsync("/admin/deliveries/replay/matching?state=open", null, Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[1]}""")]
    [InlineData("""{"keys":[1],"reason":" "}""")]
    [InlineData("""{}""")]
    public async Task DiscardWithoutKeysOrReason_Is400(string body)
    {
        await using var app = await AdminApp.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await app.Client.PostAsync("/admin/deliveries/discard", content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task AnomalySetAside_IsShownAndDiscarded()
    {
        await using var app = await AdminApp.StartAsync();
        await app.Journal.RecordAsync(AnAnomaly("r1", AnomalyKind.MalformedJson), Cancel);
        var leased = await app.Journal.LeaseAnomaliesAsync(1, Cancel);
        await app.Journal.SetAsideAsync(leased[0], "too old", Cancel);

        var list = await GetAsync(app, "/admin/anomalies?kind=malformedJson");
        var item = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal("too old", item.GetProperty("reason").GetString());
        var key = item.GetProperty("key").GetInt64();
        await app.Client.PostAsJsonAsync("/admin/anomalies/discard", new { keys = new[] { key }, reason = "known" }, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync($"/admin/anomalies/{key}", Cancel)).StatusCode);
    }

    private static async Task BuryAsync(IJournal journal, string id, string conversation)
    {
        await journal.RecordAsync(ADelivery(id, conversation) with { RequestId = "r" }, false, Cancel);
        var lease = await journal.LeaseDeliveriesAsync(1, Cancel);
        await journal.DeadLetterAsync(lease[0], AnAttempt("not_found", 404), AnAnomaly("r"), Cancel);
    }

    private static async Task<JsonElement> GetAsync(AdminApp app, string path)
    {
        var answer = await app.Client.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static async Task<JsonElement> PostAsync(AdminApp app, string path, object? body)
    {
        using var answer = body is null ? await app.Client.PostAsync(path, null, Cancel) : await app.Client.PostAsJsonAsync(path, body, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static List<string?> Ids(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("eventId").GetString())];
}
