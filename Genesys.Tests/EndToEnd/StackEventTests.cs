using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Aspire.Hosting.Testing;
using Genesys.Receiver.Intake;
using Genesys.Tests.AppHost;

namespace Genesys.Tests.EndToEnd;

/// <summary>Events through the whole stack, over the network, as its own AppHost starts it.</summary>
[Collection(StackCollection.Name)]
public class StackEventTests(StackFixture stack)
{
    [Fact]
    public async Task ValidEvent_FetchesItsConversationFromGenesys()
    {
        var conversation = Guid.NewGuid().ToString();

        using var answer = await SendAsync(new AnEvent().WithData("conversation_id", conversation));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var mock = stack.App.CreateHttpClient("mockgenesys");
        await Eventually.IsTrue(
            async () =>
            {
                using var fetch = await mock.GetAsync(
                    new Uri("/mock/fetches/" + conversation, UriKind.Relative), Cancel);
                return fetch.IsSuccessStatusCode;
            },
            "the conversation is fetched");
    }

    [Fact]
    public async Task MalformedEvent_BecomesALogEventThatHidesWhatWasSent()
    {
        var sent = new AnEvent().Without("time")
            .WithData("additional_properties", new System.Text.Json.Nodes.JsonObject { ["ani"] = "tel:+15550100" });

        using var answer = await SendAsync(sent);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var requestId = Assert.Single(answer.Headers.GetValues("X-Request-Id"));
        using var logs = new AmazonCloudWatchLogsClient(
            new BasicAWSCredentials("local", "local"),
            new AmazonCloudWatchLogsConfig
            {
                ServiceURL = stack.App.GetEndpoint("cloudwatch").AbsoluteUri,
                AuthenticationRegion = "us-east-1",
            });
        JsonElement anomaly = default;
        await Eventually.IsTrue(
            async () => (anomaly = await FindAsync(logs, requestId)).ValueKind == JsonValueKind.Object,
            "the log event is there");

        Assert.Equal("SCHEMA_VALIDATION_FAILURE", anomaly.GetProperty("anomalyType").GetString());
        Assert.Equal("time: required", anomaly.GetProperty("errorDetails").GetString());
        Assert.Equal(400, anomaly.GetProperty("statusCode").GetInt32());
        Assert.Equal(sent.Id, anomaly.GetProperty("eventId").GetString());
        Assert.DoesNotContain("15550100", anomaly.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(AnEvent sent)
    {
        using var client = stack.App.CreateHttpClient("receiver");
        using var content = new StringContent(sent.ToString(), Encoding.UTF8, "application/json");
        return await client.PostAsync(new Uri(SubscriptionEndpoint.Path, UriKind.Relative), content, Cancel);
    }

    private static async Task<JsonElement> FindAsync(AmazonCloudWatchLogsClient logs, string requestId)
    {
        try
        {
            var found = await logs.FilterLogEventsAsync(
                new FilterLogEventsRequest
                {
                    LogGroupName = "genesys-eventbridge-validation",
                    FilterPattern = $"{{ $.requestId = \"{requestId}\" }}",
                }, Cancel);
            return found.Events is [var one, ..] ? JsonElement.Parse(one.Message!) : default;
        }
        catch (ResourceNotFoundException)
        {
            return default;
        }
    }
}
