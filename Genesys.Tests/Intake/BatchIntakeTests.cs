using System.Net;
using System.Text.Json;

namespace Genesys.Tests.Intake;

/// <summary>Arrays of events at the real receiver.</summary>
public sealed class BatchIntakeTests
{
    [Fact]
    public async Task FiveHundredEvents_AreRecordedAtOnce_AndAnsweredInTheirOrder()
    {
        using var receiver = ReceiverApp.Start(new() { ["Intake:MaxBodyBytes"] = "1310720" });
        var events = Enumerable.Range(0, 500).Select(index => index % 10 == 9 ? "{}" : new AnEvent().ToString());
        var batch = $"[{string.Join(',', events)}]";

        foreach (var word in (string[])["accepted", "duplicate"])
        {
            using var answer = await receiver.SendAsync(batch, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var items = await ItemsAsync(answer);
            Assert.Equal(Enumerable.Range(0, 500), items.Select(item => item.GetProperty("index").GetInt32()));
            Assert.Equal(
                Enumerable.Range(0, 500).Select(index => index % 10 == 9 ? "rejected" : word),
                items.Select(item => item.GetProperty("status").GetString()));
        }
    }

    [Fact]
    public async Task BatchOfWhichOneCouldNotBeRecorded_Is503_AndSaysWhich()
    {
        using var receiver = ReceiverApp.Start(new() { ["Journal:MaxOpenDeliveries"] = "2" });
        var batch = $"[{new AnEvent()},{new AnEvent()},{new AnEvent()},{{}}]";

        using var answer = await receiver.SendAsync(batch, Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        var statuses = (await ItemsAsync(answer)).Select(item => item.GetProperty("status").GetString()).ToArray();
        Assert.Equal(2, statuses.Count(status => status == "accepted"));
        Assert.Equal("rejected", statuses[3]);
        Assert.DoesNotContain("duplicate", statuses);

        // The sender sends all of it again: what was recorded is known.
        using var again = await receiver.SendAsync(batch, Cancel);
        Assert.Equal(2, (await ItemsAsync(again)).Count(item => item.GetProperty("status").GetString() == "duplicate"));
    }

    private static async Task<JsonElement[]> ItemsAsync(HttpResponseMessage answer) =>
        [.. JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("items").EnumerateArray()];
}
