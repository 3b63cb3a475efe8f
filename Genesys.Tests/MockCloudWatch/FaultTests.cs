using System.Net;
using System.Net.Http.Json;
using Amazon.CloudWatchLogs.Model;
using Genesys.MockCloudWatch.Faults;

namespace Genesys.Tests.MockCloudWatch;

public sealed class FaultTests : AMockWithAStream
{
    [Fact]
    public async Task Throttling_AppliesToTheCallsBetweenAfterAndCount()
    {
        await Server.AddFaultAsync(
            new Fault { Kind = FaultKind.Throttling, Operation = "PutLogEvents", After = 1, Count = 2 });

        await PutAsync(["a"]);
        await AssertThrows<ThrottlingException>(() => PutAsync(["b"]), "Rate exceeded");
        await Client.DescribeLogGroupsAsync(Cancel);
        await AssertThrows<ThrottlingException>(() => PutAsync(["b"]), "Rate exceeded");
        await PutAsync(["b"]);

        Assert.Equal(2, Server.Faults[0].Hits);
    }

    [Fact]
    public async Task FaultWithADuration_IsOverWhenItHasPassed()
    {
        await Server.AddFaultAsync(new Fault { Kind = FaultKind.Throttling, Duration = TimeSpan.FromSeconds(30) });

        Server.Time.Advance(TimeSpan.FromSeconds(29));
        await AssertThrows<ThrottlingException>(() => PutAsync(["a"]), "Rate exceeded");
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        await PutAsync(["a"]);

        Assert.Empty(Server.Faults);
    }

    [Fact]
    public async Task Unavailable_Is503()
    {
        await Server.AddFaultAsync(new Fault { Kind = FaultKind.ServiceUnavailable, Containing = "poison" });

        await PutAsync(["good"]);
        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(() => PutAsync(["poison"]));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode);
    }

    [Fact]
    public async Task PartialRejection_IsStoredAsItIsAnswered()
    {
        await Server.AddFaultAsync(new Fault { Kind = FaultKind.PartialRejection, TooOldEnd = 1, TooNewStart = 3 });

        var answer = await Client.PutLogEventsAsync(
            new PutLogEventsRequest(
                Group, Stream,
                [
                    .. "abcd".Select(
                        (
                            letter,
                            index) =>
                                new InputLogEvent { Message = $"{letter}", Timestamp = Now.AddMilliseconds(index) })]),
                                Cancel);

        Assert.Equal(
            (1, 3),
            (
                answer.RejectedLogEventsInfo!.TooOldLogEventEndIndex,
                answer.RejectedLogEventsInfo.TooNewLogEventStartIndex));
        Assert.Equal(
            ["b", "c"],
            (
                await Client.GetLogEventsAsync(
                    new GetLogEventsRequest(Group, Stream), Cancel)).Events!.Select(item => item.Message));
    }

    [Fact]
    public async Task GroupNamedByIdentifier_IsDeletedToo()
    {
        await Server.AddFaultAsync(new Fault { Kind = FaultKind.DeleteGroup });

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Client.FilterLogEventsAsync(
            new FilterLogEventsRequest
            {
                LogGroupIdentifier = $"arn:aws:logs:us-east-1:000000000000:log-group:{Group}",
            },
            Cancel));
    }

    [Fact]
    public async Task Reset_EndsTheConnection()
    {
        await Server.AddFaultAsync(new Fault { Kind = FaultKind.Reset });

        await Assert.ThrowsAnyAsync<Exception>(() => PutAsync(["a"]));
        await Server.ClearFaultsAsync();
        await PutAsync(["a"]);
    }

    [Theory]
    [InlineData("{", "The body is not a fault, see $")]
    [InlineData(
        "{\"kind\":\"Nope\"}",
        "The body is not a fault, see $.kind. It is a JSON object with a kind, one of Throttling,")]
    [InlineData("{\"kind\":\"Latency\",\"delay\":\"x\"}", "The body is not a fault, see $.delay.")]
    [InlineData("{\"kind\":\"Reset\",\"opertion\":\"PutLogEvents\"}", "The body is not a fault, see $.opertion.")]
    [InlineData("{\"kind\":\"Reset\",\"rate\":2}", "rate must be between 0 and 1.")]
    [InlineData("{\"kind\":\"Reset\",\"duration\":\"00:00:00\"}", "duration must be more than 00:00:00")]
    [InlineData("null", "The body is null.")]
    public async Task BodyThatIsNoFault_IsRefusedWithItsReason(string body, string reason)
    {
        using var http = Server.CreateClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/_faults", UriKind.Relative), content, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(
            reason,
            (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancel))
                .GetProperty("detail")
                .GetString(),
            StringComparison.Ordinal);
    }
}
