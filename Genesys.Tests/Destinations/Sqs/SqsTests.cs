using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Genesys.Receiver.Configuration.Platform;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Sqs;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Genesys.Tests.Destinations.Sqs;

/// <summary>SQS' documented wire: JSON 1.0, batches of ten and 1 MiB, answers that take a batch in part.</summary>
public class SqsTests
{
    [Fact]
    public async Task Batch_IsOneCallWithEachEventAsItIs()
    {
        await using var queue = await AConsumer.StartAsync();
        queue.OnCall = context => TakeAsync(context, queue);
        var events = Enumerable.Range(0, 10)
            .Select(i => AnEvent($"e-{i}").WithEvent($$"""{"n":"\ud800{{i}}"}""").Build());

        var results = await SendAsync(queue, "events", [.. events]);

        Assert.All(results, result => Assert.Equal(HandOverResultKind.Delivered, result.Kind));
        var call = Assert.Single(queue.Calls);
        Assert.Equal("AmazonSQS.SendMessageBatch", call.Headers["X-Amz-Target"]);
        var entries = Entries(call);
        Assert.Equal(10, entries.Count);
        Assert.Contains(
            """{"n":"\ud8003"}""", entries[3]!["MessageBody"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.All(entries, entry => Assert.Null(entry!["MessageGroupId"]));
    }

    [Fact]
    public async Task FifoQueue_GetsTheConversationAsGroup_AndTheIdAsDeduplicationId()
    {
        await using var queue = await AConsumer.StartAsync();
        queue.OnCall = context => TakeAsync(context, queue);

        await SendAsync(queue, "events.fifo", AnEvent("e-1").Build());

        var entry = Assert.Single(Entries(Assert.Single(queue.Calls)))!;
        Assert.Equal("c0ffee00-1111-2222-3333-444455556666", entry["MessageGroupId"]!.GetValue<string>());
        Assert.Equal("e-1", entry["MessageDeduplicationId"]!.GetValue<string>());
    }

    [Fact]
    public async Task BatchTakenInPart_EachEventHasItsOwnResult()
    {
        await using var queue = await AConsumer.StartAsync();
        queue.OnCall = context => TakeAsync(context, queue, failed: new()
        {
            ["1"] = ("InvalidMessageContents", true),
            ["2"] = ("InternalError", false),
            ["3"] = ("KmsAccessDenied", true),
        }, left: "4");

        var results = await SendAsync(
            queue, "events", [.. Enumerable.Range(0, 5).Select(i => AnEvent($"e-{i}").Build())]);

        Assert.Equal(
            [
                HandOverResultKind.Delivered, HandOverResultKind.Refused, HandOverResultKind.Failed,
                HandOverResultKind.Failed, HandOverResultKind.Failed,
            ],
            results.Select(result => result.Kind));
        Assert.Equal(
            ["InternalError", "KmsAccessDenied", "not_answered"], results.Skip(2).Select(result => result.Reason));
    }

    [Theory]
    [InlineData(
        "InvalidParameterValue",
        "One or more parameters are invalid. Reason: Message must be shorter than 262144 bytes.",
        HandOverResultKind.TooLarge, "too_large")]
    [InlineData(
        "InvalidParameterValue", "Message must be Shorter Than 1024 bytes.", HandOverResultKind.TooLarge, "too_large")]
    [InlineData(
        "AWS.SimpleQueueService.InvalidParameterValue", "Message must be shorter than 1024 bytes.",
        HandOverResultKind.TooLarge, "too_large")]
    [InlineData(
        "InvalidParameterValue", "The parameter MessageGroupId is invalid.", HandOverResultKind.Failed,
        "InvalidParameterValue")]
    [InlineData("InvalidParameterValue", null, HandOverResultKind.Failed, "InvalidParameterValue")]
    [InlineData("KmsThrottled", "Keep it shorter than that.", HandOverResultKind.Failed, "KmsThrottled")]
    public async Task EventAboveTheQueuesOwnLimit_IsTooLarge_AndNoTroubleOfTheQueues(
        string code, string? message, HandOverResultKind kind, string reason)
    {
        await using var queue = await AConsumer.StartAsync();
        queue.OnCall = context => TakeAsync(context, queue, failed: new() { ["1"] = (code, true) }, message: message);

        var results = await SendAsync(queue, "events", AnEvent("e-0").Build(), AnEvent("e-1").Build());

        Assert.Equal((kind, reason), (results[1].Kind, results[1].Reason));
        Assert.Equal(HandOverResultKind.Delivered, results[0].Kind);
    }

    [Fact]
    public async Task EventsOfMoreThanAMebibyteTogether_AreTwoCalls_AndOneOfMoreAloneIsTooLarge()
    {
        await using var queue = await AConsumer.StartAsync();
        queue.OnCall = context => TakeAsync(context, queue);

        var results = await SendAsync(queue, "events", Large(600_000), Large(1_100_000), Large(600_000), Large(10));

        Assert.Equal(
            [
                HandOverResultKind.Delivered, HandOverResultKind.TooLarge, HandOverResultKind.Delivered,
                HandOverResultKind.Delivered,
            ],
            results.Select(result => result.Kind));
        Assert.Equal([1, 2], queue.Calls.Select(call => Entries(call).Count));
    }

    [Fact]
    public async Task WhatTheQueueHasTaken_StaysTaken_WhenTheTimeIsOverBeforeTheRest()
    {
        await using var queue = await AConsumer.StartAsync();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        queue.OnCall = async context =>
        {
            if (queue.Calls.Count < 2)
            {
                await TakeAsync(context, queue);
                return;
            }

            await time.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        using var destination = Create(queue.Address, "events");

        var results = await destination.DeliverAsync([Large(600_000), Large(600_000), Large(600_000)], time.Token);

        Assert.Equal([HandOverResult.Delivered.Reason, "timeout", "timeout"], results.Select(result => result.Reason));
        Assert.Equal(HandOverResultKind.Delivered, results[0].Kind);
    }

    [Fact]
    public async Task BatchThatIsTakenAndReset_GoesOnce_AndWhatWasTakenBeforeStaysTaken()
    {
        await using var queue = await AConsumer.StartAsync();
        queue.OnCall = context => queue.Calls.Count < 2 ? TakeAsync(context, queue) : ResetAsync(context);

        var results = await SendAsync(queue, "events", Large(600_000), Large(600_000));

        Assert.Equal(
            [HandOverResultKind.Delivered, HandOverResultKind.Failed], results.Select(result => result.Kind));
        Assert.Equal("connection_failed", results[1].Reason);
        Assert.Equal(2, queue.Calls.Count);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task AnswerOfMoreThanAMebibyte_IsNoAnswer(int status)
    {
        await using var queue = await AConsumer.StartAsync();
        queue.OnCall = async context =>
        {
            context.Response.StatusCode = status;
            var chunk = new byte[64 * 1024];
            for (var left = 64 * AwsClients.MaxAnswerBytes; left > 0; left -= chunk.Length)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        };

        var result = Assert.Single(await SendAsync(queue, "events", AnEvent("e").Build()));

        Assert.Equal((HandOverResultKind.Failed, "connection_failed"), (result.Kind, result.Reason));
    }

    [Fact]
    public void ClientOfAQueue_IsRestrained()
    {
        using var client = SqsQueue.CreateClient(
            "https://sqs.eu-central-1.amazonaws.com/123456789012/events", TimeSpan.FromSeconds(7));

        Assert.Equal(
            (0, 0, TimeSpan.FromSeconds(7)),
            (client.Config.MaxErrorRetry, client.Config.MaxStaleConnectionRetries, client.Config.Timeout));
        Assert.NotNull(client.Config.HttpClientFactory);
    }

    [Fact]
    public async Task QueueThatIsAway_IsAFailureOfAllOfThem()
    {
        await using var queue = await AConsumer.StartAsync();
        queue.OnCall = context =>
        {
            context.Response.StatusCode = 400;
            context.Response.ContentType = "application/x-amz-json-1.0";
            return context.Response.WriteAsync(
                """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}""");
        };

        var results = await SendAsync(queue, "events", AnEvent("e-1").Build(), AnEvent("e-2").Build());

        Assert.All(results, result => Assert.Equal((HandOverResultKind.Failed, 400), (result.Kind, result.StatusCode)));
    }

    [Fact]
    public async Task NobodyListens_IsAFailureWithAWord()
    {
        using var destination = Create(ReceiverApp.Nowhere, "events");

        var result = Assert.Single(await destination.DeliverAsync([AnEvent("e").Build()], Cancel));

        Assert.Equal((HandOverResultKind.Failed, "connection_refused"), (result.Kind, result.Reason));
    }

    [Theory]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/events", true)]
    [InlineData("http://localhost:4566/000000000000/events.fifo", true)]
    [InlineData("http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/events", true)]
    [InlineData("arn:aws:sqs:eu-central-1:123456789012:events", false)]
    [InlineData("https://sqs.eu-central-1.amazonaws.com", false)]
    [InlineData(null, false)]
    public void QueueUrl_HasAnAccountAndAName(string? text, bool isOne) =>
        Assert.Equal(isOne, SqsQueue.IsAddress(text));

    private static HandOver Large(int size) =>
        AnEvent("e").WithEvent($$"""{"pad":"{{new string('x', size)}}"}""").Build();

    internal static AHandOver AnEvent(string id) => new AHandOver().With(delivery => delivery with { EventId = id });

    internal static SqsDestination Create(string address, string name) => new(
        $"{new Uri(address).GetLeftPart(UriPartial.Authority)}/123456789012/{name}",
        () => new AmazonSQSClient(
            new BasicAWSCredentials("test", "test"),
            AwsClients.Restrain(
                new AmazonSQSConfig
                {
                    ServiceURL = new Uri(address).GetLeftPart(UriPartial.Authority),
                    AuthenticationRegion = "us-east-1",
                },
                TimeSpan.FromMinutes(1))));

    private static async Task<IReadOnlyList<HandOverResult>> SendAsync(
        AConsumer queue, string name, params HandOver[] handOvers)
    {
        using var destination = Create(queue.Address, name);
        return await destination.DeliverAsync(handOvers, Cancel);
    }

    private static Task ResetAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.LingerState = new LingerOption(true, 0);
        context.Abort();
        return Task.CompletedTask;
    }

    private static JsonArray Entries(AConsumer.Call call) => JsonNode.Parse(call.Body)!["Entries"]!.AsArray();

    private static Task TakeAsync(
        HttpContext context, AConsumer queue, Dictionary<string, (string Code, bool SenderFault)>? failed = null,
        string? left = null, string? message = "no")
    {
        var ids = Entries(queue.Calls.Last()).Select(entry => (
            Id: entry!["Id"]!.GetValue<string>(), Body: entry["MessageBody"]!.GetValue<string>())).ToList();
        context.Response.ContentType = "application/x-amz-json-1.0";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            Successful = ids.Where(one => failed?.ContainsKey(one.Id) != true && one.Id != left).Select(one => new
            {
                one.Id,
                MessageId = Guid.NewGuid(),
                MD5OfMessageBody = Md5(one.Body),
            }),
            Failed = failed?.Select(
                pair => new { Id = pair.Key, pair.Value.Code, pair.Value.SenderFault, Message = message }),
        }));
    }

#pragma warning disable CA5351 // SQS' own checksum of what it was sent; nothing is kept safe by it.
    private static string Md5(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));
#pragma warning restore CA5351
}
