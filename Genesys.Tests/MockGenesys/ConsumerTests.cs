using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Webhook;
using Genesys.Tests.Destinations;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockGenesys;

/// <summary>The mock's consumer, with what the receiver sends.</summary>
public sealed class ConsumerTests : IAsyncLifetime
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private readonly FakeTimeProvider _clock = new(AMock.Start);
    private AMock _mock = null!;

    public async ValueTask InitializeAsync() =>
        _mock = await AMock.StartAsync(_clock, ("Consumer:Secret", Secret), ("Sender:Rate", "0"));

    public ValueTask DisposeAsync() => _mock.DisposeAsync();

    [Fact]
    public async Task SignedEvent_IsTaken_AndCountedOnceHoweverOftenItComes()
    {
        var handOver = new AHandOver().WithConversation("{}").Build();

        Assert.Equal(HandOverResultKind.Delivered, (await PostAsync(handOver, Secret)).Kind);
        Assert.Equal(HandOverResultKind.Delivered, (await PostAsync(handOver, Secret)).Kind);

        var consumer = await ReadAsync("/consumer/crm");
        var counts = consumer.GetProperty("counts");
        Assert.Equal((2, 1, 1, 0), (
            counts.GetProperty("calls").GetInt32(), counts.GetProperty("events").GetInt32(),
            counts.GetProperty("repeated").GetInt32(), counts.GetProperty("changed").GetInt32()));
        Assert.True(consumer.GetProperty("latest")[0].GetProperty("hasConversation").GetBoolean());
    }

    [Fact]
    public async Task WrongSignature_Is401_AndCounted()
    {
        var result = await PostAsync(new AHandOver().Build(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        Assert.Equal(401, result.StatusCode);
        Assert.Equal(1, (await ReadAsync("/consumer"))[0].GetProperty("refused").GetInt32());
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("0")]
    [InlineData("99999999999999999999")]
    public async Task SignatureOfAnotherTime_Is401(string timestamp)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/consumer/crm");
        request.Content = new StringContent("{}");
        request.Headers.Add("webhook-id", "a");
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1,YQ==");

        using var answer = await _mock.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task OtherBytesUnderOneId_AreAChange()
    {
        await PostAsync(new AHandOver().WithEvent("""{"a":1}""").Build(), Secret);
        await PostAsync(new AHandOver().WithEvent("""{"a":2}""").Build(), Secret);

        Assert.Equal(1, (await ReadAsync("/consumer"))[0].GetProperty("changed").GetInt32());
    }

    [Fact]
    public async Task FaultOfTheConsumer_MeetsItAlone()
    {
        using var set = await _mock.Client.PostAsJsonAsync(
            new Uri("/mock/faults", UriKind.Relative),
            new { kind = "status", scope = "consumer", statusMix = new Dictionary<string, int> { ["410"] = 1 } },
            Cancel);
        Assert.Equal(HttpStatusCode.Created, set.StatusCode);

        Assert.Equal(HandOverResultKind.Gone, (await PostAsync(new AHandOver().Build(), Secret)).Kind);
        await _mock.SignInAsync();
    }

    private async Task<HandOverResult> PostAsync(HandOver handOver, string secret)
    {
        var options = new DestinationOptions { Url = new Uri(_mock.App.Address, "/consumer/crm").AbsoluteUri };
        options.Secrets.Add(secret);
        using var webhook = new WebhookDestination(new DestinationContext("crm", options), _clock);
        return Assert.Single(await webhook.DeliverAsync([handOver], Cancel));
    }

    private async Task<JsonElement> ReadAsync(string path) =>
        JsonElement.Parse(await (await _mock.GetAsync(path)).Content.ReadAsStringAsync(Cancel));
}
