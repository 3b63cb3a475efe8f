using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.MockGenesys.Events;
using Genesys.MockGenesys.Sender;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.MockGenesys;

/// <summary>The sender as the bus of 2026.</summary>
public class BatchingBusTests
{
    [Fact]
    public async Task BatchingBus_SendsArrays()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            [
                .. AMock.Sends(destination.Address, count: 25), ("Sender:Bus", "Batching"), ("Sender:BatchSize", "10"),
                ("Sender:BatchWindow", "00:00:30")]);

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 25);

        Assert.Equal(
            [5, 10, 10], destination.Requests.Select(request => JsonNode.Parse(request.Body)!.AsArray().Count).Order());
    }

    [Fact]
    public async Task BatchingBus_SendsABatchTwice_ForTheShareThatIsSentTwice()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            [
                .. AMock.Sends(destination.Address, count: 20), ("Sender:Bus", "Batching"),
                ("Sender:DuplicateShare", "1")]);

        await ADestination.UntilAsync(mock, counts => counts.Invocations == 4);

        Assert.Equal(
            2,
            destination.Requests
                .Select(request => Encoding.UTF8.GetString(request.Body))
                .Distinct(StringComparer.Ordinal)
                .Count());
        Assert.Equal(20, mock.Get<Ledger>().Count().Delivered);
    }

    [Fact]
    public async Task BatchThatIsTaken_HasEachEventsOwnOutcome()
    {
        await using var destination = await ADestination.StartAsync();
        destination.Answer = context => context.Response.WriteAsync("""
            {"status":"accepted","items":[{"index":0,"status":"accepted"},{"index":1,"status":"rejected"},{"index":2,"status":"duplicate"}]}
            """);
        await using var mock = await AMock.StartAsync(
            [.. AMock.Sends(destination.Address, count: 3), ("Sender:Bus", "Batching"), ("Sender:BatchSize", "3")]);

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 3);

        var lines = mock.Get<Ledger>().Latest(10).OrderBy(line => line.Number).ToList();
        Assert.Equal(["accepted", "rejected", "duplicate"], lines.Select(line => line.Last!.Outcome));
        Assert.Equal([true, false, true], lines.Select(line => line.IsTaken));
        Assert.Equal(1, mock.Get<Ledger>().Count().Unexpected);
    }

    [Theory]
    [InlineData("10", null, JsonValueKind.Array)]
    [InlineData("10", "Alone", JsonValueKind.Object)]
    [InlineData("1", null, JsonValueKind.Object)]
    [InlineData("1", "Array", JsonValueKind.Array)]
    public async Task BatchOfOne_IsAnArrayOrTheEventAlone(string batchSize, string? form, JsonValueKind sent)
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await StartAsync(
            destination, 1, ("Sender:BatchSize", batchSize), ("Sender:BatchOfOne", form!));

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 1);

        Assert.Equal(sent, JsonNode.Parse(Assert.Single(destination.Requests).Body)!.GetValueKind());
    }

    [Theory]
    [InlineData("Sender:Transformer", "WithMetadata")]
    [InlineData("Sender:BatchOfOne", "Alone")]
    public async Task SettingOfThisBus_IsRefusedOnAClassicOne(string setting, string value)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => AMock.StartAsync((setting, value)));

        Assert.Contains("Sender:Bus", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithMetadata_EachEventIsTheDataOfARecord()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await StartAsync(
            destination, 3, ("Sender:BatchSize", "3"), ("Sender:Transformer", "WithMetadata"));

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 3);

        var records = JsonNode.Parse(Assert.Single(destination.Requests).Body)!.AsArray();
        Assert.Equal(
            mock.Get<Ledger>().Latest(3).Select(line => line.EventId).Order(),
            records.Select(record => record!["Data"]!["id"]!.GetValue<string>()).Order());
        Assert.All(records, record =>
        {
            var system = record!["SystemMetadata"]!.AsObject();
            Assert.Equal("LIVE", system["aws:DeliveryType"]!.GetValue<string>());
            Assert.Equal(record["Data"]!["source"]!.GetValue<string>(), system["aws:Source"]!.GetValue<string>());
            Assert.Equal(
                record["Data"]!["detail-type"]?.GetValue<string>(), system["aws:DetailType"]?.GetValue<string>());
            Assert.NotEqual(record["Data"]!["id"]!.GetValue<string>(), system["aws:EventId"]!.GetValue<string>());
            Assert.All(system, member => Assert.Equal(JsonValueKind.String, member.Value!.GetValueKind()));
        });
    }

    [Fact]
    public async Task Replay_IsTheSameEventWithItsDeliveryType()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await StartAsync(
            destination, 1, ("Sender:BatchSize", "1"), ("Sender:Transformer", "WithMetadata"));
        await ADestination.UntilAsync(mock, counts => counts.Delivered == 1);

        using var asked = await mock.Client.PostAsync(
            "/mock/ledger/1/replay", null, Cancel);
        await ADestination.UntilAsync(mock, counts => counts.Delivered == 2);

        Assert.Equal(202, (int)asked.StatusCode);
        var records = destination.Requests.Select(request => JsonNode.Parse(request.Body)!).ToList();
        Assert.Equal(
            ["LIVE", "REPLAY"],
            records.Select(record => record["SystemMetadata"]!["aws:DeliveryType"]!.GetValue<string>()));
        Assert.Single(
            records.Select(record => record["SystemMetadata"]!["aws:EventId"]!.GetValue<string>()).Distinct());
        Assert.Single(records.Select(record => record["Data"]!.ToJsonString()).Distinct());
    }

    [Fact]
    public async Task BodyThatIsNoJson_GoesAloneAndAsItIs()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await StartAsync(
            destination, 0, ("Sender:Rate", "0"), ("Sender:Transformer", "WithMetadata"));

        using var sent = await mock.Client.PostAsync(
            "/mock/events/malformed/json/words", null, Cancel);
        await ADestination.UntilAsync(mock, counts => counts.Delivered == 1);

        Assert.Equal("conversation created at noon", Encoding.UTF8.GetString(Assert.Single(destination.Requests).Body));
    }

    [Theory]
    [InlineData(400, "CUSTOMER_VALIDATION")]
    [InlineData(403, "CUSTOMER_VALIDATION")]
    [InlineData(503, "INVOCATION_DEPENDENCY_INTERNAL")]
    [InlineData(302, "INVOCATION_DEPENDENCY_INTERNAL")]
    public async Task BatchThatIsNeverTaken_IsOneRecordWithoutItsEvents(int status, string errorCode)
    {
        await using var destination = await ADestination.StartAsync();
        destination.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["X-Request-Id"] = "request-1";
            return Task.CompletedTask;
        };
        await using var mock = await StartAsync(
            destination, 2, ("Sender:BatchSize", "2"), ("Sender:BatchWindow", "00:05:00"));

        await ADestination.UntilAsync(mock, counts => counts.Exhausted == 2, TimeSpan.FromSeconds(1));

        using var answer = await mock.GetAsync("/mock/dead-letters");
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        var record = Assert.Single(JsonNode.Parse(text)!.AsArray())!;
        Assert.Equal(
            ("1.0", errorCode), (record["version"]!.GetValue<string>(), record["errorCode"]!.GetValue<string>()));
        Assert.Equal("MaximumRetryAttempts", record["exhaustedRetryCondition"]!.GetValue<string>());
        Assert.Equal(5, record["retryAttempts"]!.GetValue<int>());
        var lines = mock.Get<Ledger>().Latest(2);
        Assert.Equal(
            lines.Select(line => BusRecord.IdOf(line.EventId)).Order(),
            record["failedMessages"]!.AsArray().Select(message => message!["eventId"]!.GetValue<string>()).Order());
        Assert.All(
            record["failedMessages"]!.AsArray(),
            message => Assert.Equal("request-1", message!["targetRequestId"]!.GetValue<string>()));
        Assert.All(lines, line => Assert.DoesNotContain(line.EventId, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeadLetters_AreSentAgainWithTheirIds_OnceTheDestinationIsBack()
    {
        await using var destination = await ADestination.StartAsync();
        destination.AnswerWith(503);
        await using var mock = await StartAsync(
            destination, 2, ("Sender:BatchSize", "2"), ("Sender:MaximumRetryAttempts", "0"));
        await ADestination.UntilAsync(mock, counts => counts.Exhausted == 2);
        destination.AnswerWith(200);

        using var asked = await mock.Client.PostAsync(
            "/mock/dead-letters/replay", null, Cancel);
        await ADestination.UntilAsync(mock, counts => counts.Delivered == 2);

        Assert.Equal(2, (await AMock.ReadAsync(asked))["replayed"]!.GetValue<int>());
        Assert.Empty(mock.Get<Ledger>().DeadLetters(10));
        Assert.Equal(2, mock.Get<Ledger>().Latest(10).Select(line => line.EventId).Distinct().Count());
    }

    private static Task<AMock> StartAsync(ADestination destination, int count, params (string, string)[] settings) =>
        AMock.StartAsync([.. AMock.Sends(destination.Address, count), ("Sender:Bus", "Batching"), .. settings]);
}
