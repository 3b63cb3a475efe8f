using System.Net;
using Genesys.MockGenesys.Consumer;
using Genesys.MockGenesys.Events;
using Genesys.MockGenesys.Proof;
using Genesys.MockGenesys.Sender;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockGenesys;

public sealed class ProofTests : IAsyncLifetime
{
    private const string Unknown = "00000000-1111-4222-8333-444444444444";

    private readonly FakeTimeProvider _clock = new(AMock.Start);
    private ADestination _destination = null!;
    private ACloudWatch _cloudWatch = null!;
    private AMock _mock = null!;

    public async ValueTask InitializeAsync()
    {
        _cloudWatch = await ACloudWatch.StartAsync(_clock);
        _destination = await ADestination.StartAsync();
        _mock = await AMock.StartAsync(
            _clock, ("Sender:Target", _destination.Address), ("Sender:Rate", "0"), (
                "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", _cloudWatch.Address));
        await _mock.SignInAsync();
    }

    [Theory]
    [InlineData("""{"requestId":"a\ud83d"}""")]
    [InlineData("""{"\ud83d":1}""")]
    [InlineData("[]")]
    [InlineData("text")]
    public void LogEventOfSomebodyElse_IsPassedOver(string message)
    {
        var shipped = new ShippedAnomalies();

        shipped.Add(message);
        shipped.Add("""{"requestId":"a"}""");

        Assert.True(shipped.Take("a"));
        Assert.False(shipped.Take("a"));
    }

    [Fact]
    public async Task FetchAfterTheDelivery_LosesNothing()
    {
        await SendAsync(Valid("c1"));
        using var fetch = await _mock.GetAsync("/api/v2/conversations/c1");

        Assert.Equal(ProofVerdict.NothingLost, (await CompareAsync()).Verdict);
    }

    [Fact]
    public async Task FetchBeforeTheDelivery_DoesNotCount()
    {
        using var fetch = await _mock.GetAsync("/api/v2/conversations/c1");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(Valid("c1"));

        Assert.Equal(ProofVerdict.Pending, (await CompareAsync()).Verdict);
        _clock.Advance(TimeSpan.FromMinutes(5));
        var report = await CompareAsync();
        Assert.Equal(ProofVerdict.Lost, report.Verdict);
        Assert.Contains(
            "c1", Assert.Single(report.Checks.Single(check => check.Missing > 0).Examples), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "duplicate", ProofVerdict.NothingLost)]
    [InlineData(false, "accepted", ProofVerdict.Lost)]
    [InlineData(true, "duplicate", ProofVerdict.Lost)] // What was answered 429 wasn't taken.
    public async Task FetchBetweenARequestWithoutAnAnswerAndTheNext_CountsForADuplicate(
        bool isAnswered, string status, ProofVerdict verdict)
    {
        _destination.Answer = async context =>
        {
            if (_destination.Requests.Count > 1)
            {
                await context.Response.WriteAsync($$"""{"status":"{{status}}","eventId":"event of c1"}""");
            }
            else if (isAnswered)
            {
                context.Response.StatusCode = 429;
            }
            else
            {
                context.Abort();
            }
        };
        await SendAsync(Valid("c1"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        using var fetch = await _mock.GetAsync("/api/v2/conversations/c1");
        await ADestination.UntilAsync(_mock, counts => counts.Delivered == 1);
        _clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(verdict, (await CompareAsync()).Verdict);
    }

    [Fact]
    public async Task EventThatTheJournalLacks_IsMissingAtOnce()
    {
        _destination.OpenDeliveries = [];
        _destination.FinishedDeliveries = ["event of c1", "event of c2"];
        await SendAsync(Valid("c1"));
        await SendAsync(Valid("c2"));
        await SendAsync(Valid("c3"));

        var check = (await CompareAsync()).Checks[1];

        Assert.Equal((2, 0, 1), (check.Found, check.Pending, check.Missing));
        Assert.Contains("event of c3", Assert.Single(check.Examples), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventThatASearchWouldNotFindYet_IsPending()
    {
        _destination.OpenDeliveries = [];
        _destination.IndexedUpTo = AMock.Start - TimeSpan.FromSeconds(1);
        await SendAsync(Valid("c1"));

        var check = (await CompareAsync()).Checks[1];

        Assert.Equal((0, 1, 0), (check.Found, check.Pending, check.Missing));
    }

    [Fact]
    public async Task EventThatTheJournalHasOpen_IsPendingHoweverOldItIs()
    {
        _destination.OpenDeliveries = ["event of c1"];
        await SendAsync(Valid("c1"));
        _clock.Advance(TimeSpan.FromHours(3));

        Assert.Equal(ProofVerdict.Pending, (await CompareAsync()).Verdict);
    }

    [Fact]
    public async Task ReceiverWithoutAdminApi_IsSaid()
    {
        await SendAsync(Valid("c1"));

        var check = (await CompareAsync()).Checks[1];

        Assert.False(check.Made);
        Assert.Contains("Admin:Operators", check.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownConversation_NeedsItsDownstreamFailure()
    {
        await SendAsync(Valid(Unknown));
        Assert.Equal(ProofVerdict.Pending, (await CompareAsync()).Verdict);

        await _cloudWatch.ShipAsync(
            _clock.GetUtcNow(), ("another request", "DOWNSTREAM_FAILURE", "event of " + Unknown));

        Assert.Equal(ProofVerdict.NothingLost, (await CompareAsync()).Verdict);
    }

    [Fact]
    public async Task AnomalyOfARejectedEvent_IsLookedForByItsRequest()
    {
        Reject("request 1");
        await SendAsync(Malformed());

        await _cloudWatch.ShipAsync(_clock.GetUtcNow(), ("request 2", "SCHEMA_VALIDATION_FAILURE", null));
        Assert.Equal(ProofVerdict.Pending, (await CompareAsync()).Verdict);
        await _cloudWatch.ShipAsync(_clock.GetUtcNow(), ("request 1", "SCHEMA_VALIDATION_FAILURE", null));

        Assert.Equal(ProofVerdict.NothingLost, (await CompareAsync()).Verdict);
    }

    [Fact]
    public async Task TwoAnomaliesOfOneRequest_NeedTwoLogEvents()
    {
        Reject("request 1");
        await SendAsync(Malformed());
        await SendAsync(Malformed());

        await _cloudWatch.ShipAsync(_clock.GetUtcNow(), ("request 1", "SCHEMA_VALIDATION_FAILURE", null));

        var check = (await CompareAsync()).Checks[^1];
        Assert.Equal((1, 1, 0), (check.Found, check.Pending, check.Missing));
    }

    [Fact]
    public async Task AnswerWithoutARequestId_IsMissingAtOnce()
    {
        Reject(null);
        await SendAsync(Malformed());

        Assert.Equal(ProofVerdict.Lost, (await CompareAsync()).Verdict);
    }

    [Fact]
    public async Task MalformedEventThatIsTaken_IsMissing()
    {
        await SendAsync(Malformed());

        Assert.Equal(1, (await CompareAsync()).Checks[0].Missing);
    }

    [Fact]
    public async Task ProofEndpoint_Is409WhenSomethingIsLost()
    {
        using var before = await _mock.GetAsync("/mock/proof");
        await SendAsync(Malformed());
        using var after = await _mock.GetAsync("/mock/proof");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (before.StatusCode, after.StatusCode));
        Assert.Equal("lost", (await AMock.ReadAsync(after))["verdict"]!.GetValue<string>());
    }

    [Fact]
    public async Task WhoWaitsForTheProof_WaitsForWhatWasSentUntilThen_WhateverComesMeanwhile()
    {
        _destination.OpenDeliveries = [];
        _destination.FinishedDeliveries = ["event of c1"];
        await SendAsync(Valid("c1"));
        var proof = _mock.GetAsync("/mock/proof?wait=60");
        await Eventually.IsTrue(() => _destination.JournalReads > 0, "it compares");

        await SendAsync(Valid("c2"));
        using var fetch = await _mock.GetAsync("/api/v2/conversations/c1");
        await Eventually.IsTrue(
            () => proof.IsCompleted, "it has waited", () => _clock.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal("nothingLost", (await AMock.ReadAsync(await proof))["verdict"]!.GetValue<string>());
        Assert.Equal(ProofVerdict.Lost, (await CompareAsync()).Verdict);
    }

    [Theory]
    [InlineData("v2.conversations.{id}.transcription")]
    [InlineData("v2.analytics.conversation.{id}.metrics")]
    public async Task EventOfAStream_NeedsNoFetch(string topic)
    {
        await SendAsync(Valid("c-of-a-stream") with { EventType = topic, Generation = EventGeneration.Partner });
        _mock.Clock.Advance(TimeSpan.FromHours(1));

        var fetches = (await CompareAsync()).Checks.Single(
            check => check.Name.Contains("are fetched", StringComparison.Ordinal));

        Assert.Equal((0, 0, 0), (fetches.Found, fetches.Pending, fetches.Missing));
    }

    [Fact]
    public async Task EventThatReachedTheConsumerUnchanged_IsFound_AndOneThatDidNotIsMissingAfterAWhile()
    {
        await using var mock = await StartWithAConsumerAsync();
        await PublishAsync(mock, "c1", "c2");
        var consumer = mock.Get<EventConsumers>().GetOrAdd("crm")!;
        var sent =
            """{"specversion":"1.0","id":"1","type":"t","data":{"event":{"id":"c1"},"conversation":{}}}"""u8.ToArray();
        Assert.True(consumer.Take(sent, "1", _clock.GetUtcNow()));
        _clock.Advance(TimeSpan.FromMinutes(6));

        var check = await CompareConsumersAsync(mock);

        Assert.Equal((1, 0, 1), (check.Found, check.Pending, check.Missing));
        Assert.Contains("event of c2", Assert.Single(check.Examples), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventThatTheJournalHasOpen_MayReachTheConsumerLate()
    {
        _destination.OpenDeliveries = ["event of c1"];
        await using var mock = await StartWithAConsumerAsync();
        await PublishAsync(mock, "c1");
        _clock.Advance(TimeSpan.FromHours(3));

        var check = await CompareConsumersAsync(mock);

        Assert.Equal((0, 1, 0), (check.Found, check.Pending, check.Missing));
    }

    [Fact]
    public async Task WithoutCloudWatch_TheCheckSaysThatItIsNotMade()
    {
        await using var mock = await AMock.StartAsync();

        var check =
            (await mock.Get<Prover>().CompareAsync(long.MaxValue, Cancel)).Checks[^1];

        Assert.False(check.Made);
        Assert.Contains("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", check.Said, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _mock.DisposeAsync();
        await _destination.DisposeAsync();
        await _cloudWatch.DisposeAsync();
    }

    private Task<ProofReport> CompareAsync() =>
        _mock.Get<Prover>().CompareAsync(long.MaxValue, Cancel);

    private Task<AMock> StartWithAConsumerAsync() => AMock.StartAsync(
        _clock, ("Sender:Target", _destination.Address), ("Sender:Rate", "0"), ("Proof:Consumers:0", "crm"));

    private static async Task PublishAsync(AMock mock, params string[] names)
    {
        foreach (var name in names)
        {
            var entry = mock.Get<ApiDestination>().Publish(
                Valid(name) with { Body = System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{name}}"}""") });
            await ADestination.UntilAsync(mock, _ => mock.Get<Ledger>().Find(entry.Number)!.Results.Count > 0);
        }
    }

    private static async Task<ProofCheck> CompareConsumersAsync(AMock mock) =>
        (await mock.Get<Prover>().CompareAsync(long.MaxValue, Cancel)).Checks
            .Single(one => one.Name.Contains("every consumer", StringComparison.Ordinal));

    private async Task SendAsync(OutgoingEvent outgoing)
    {
        var entry = _mock.Get<ApiDestination>().Publish(outgoing);
        await ADestination.UntilAsync(_mock, _ => _mock.Get<Ledger>().Find(entry.Number)!.Results.Count > 0);
    }

    private void Reject(string? requestId) => _destination.Answer = context =>
    {
        context.Response.StatusCode = 400;
        if (requestId is not null)
        {
            context.Response.Headers["X-Request-Id"] = requestId;
        }

        return Task.CompletedTask;
    };

    private static OutgoingEvent Valid(string conversationId) => new()
    {
        Id = "event of " + conversationId,
        EventType = "genesys.cloud.conversation.created",
        Generation = EventGeneration.Flat,
        ConversationId = conversationId,
        Body = "{}"u8.ToArray(),
    };

    private static OutgoingEvent Malformed() =>
        Valid("c1") with { ConversationId = null, Kind = "flat/id-missing", ExpectedStatus = 400 };
}
