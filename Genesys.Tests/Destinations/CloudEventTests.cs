using System.Net.Mime;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents.SystemTextJson;
using Genesys.Receiver.Destinations;

namespace Genesys.Tests.Destinations;

/// <summary>What is sent is held against the parser of the CloudEvents project.</summary>
public class CloudEventTests
{
    [Fact]
    public void Event_IsACloudEventWithEverythingThatItsEnvelopeSays()
    {
        var handOver = new AHandOver().WithConversation("""{"id":"c"}""", """{"a":1}""")
            .WithTraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Build();

        var read = Read(handOver);

        Assert.True(read.IsValid);
        Assert.Equal("58fb5dac-f077-4eec-a25f-c638dbdd4368", read.Id);
        Assert.Equal("v2.detail.events.conversation.{id}.customer.end", read.Type);
        Assert.Equal($"aws.partner/genesys.com/cloud/{AHandOver.Organization}/events", read.Source!.OriginalString);
        Assert.Equal("c0ffee00-1111-2222-3333-444455556666", read.Subject);
        Assert.Equal("application/json", read.DataContentType);
        Assert.Equal(AHandOver.Organization, read["genesysorg"]);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", read["traceparent"]);
        var data = Assert.IsType<JsonElement>(read.Data);
        Assert.Equal(["event", "conversation", "analytics"], data.EnumerateObject().Select(member => member.Name));
        Assert.Equal("c", data.GetProperty("conversation").GetProperty("id").GetString());
        Assert.Equal(CloudEvent.MediaType, handOver.ContentType);
    }

    [Fact]
    public void Time_IsUtc() =>
        Assert.Equal("2026-03-01T12:02:03Z", Parse(new AHandOver().Build()).GetProperty("time").GetString());

    [Fact]
    public void Event_IsTheBytesThatCame()
    {
        // A lone surrogate, a number that no double holds, escapes that nobody needs, spaces and a line break.
        const string json =
            "{ \"a\":\"\\ud800\",\n \"n\": 12345678901234567890.10, \"e\":\"\\u0041\\/\", \"ü\":\"ß\" }";

        var body = Encoding.UTF8.GetString(new AHandOver().WithEvent(json).Build().Body.Span);

        Assert.Contains("\"event\":" + json + ",", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversation_IsTheBytesThatCame()
    {
        const string json = "{ \"name\":\"\\udc00\", \"n\": 1.0e0 }";

        var body = Encoding.UTF8.GetString(new AHandOver().WithConversation(json).Build().Body.Span);

        Assert.Contains("\"conversation\":" + json + "}", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Event", "event")]
    [InlineData("Conversation", "conversation")]
    [InlineData("Both", "event,conversation")]
    public void Data_HasWhatThePayloadSays(string name, string members)
    {
        var payload = Enum.Parse<DestinationPayload>(name);
        var handOver = new AHandOver().WithConversation("{}").For(options => options.Payload = payload).Build();

        Assert.Equal(members, string.Join(',', Data(handOver).EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public void FetchThatFailed_LeavesNullAndTheReason()
    {
        var data = Data(new AHandOver().WithError("http_410").Build());

        Assert.Equal(JsonValueKind.Null, data.GetProperty("conversation").ValueKind);
        Assert.Equal("http_410", data.GetProperty("conversationError").GetString());
    }

    [Fact]
    public void EventWithoutConversation_HasNoSubject_AndIsItsOwnGroup()
    {
        var handOver = new AHandOver().With(delivery => delivery with { ConversationId = null }).Build();

        Assert.False(Parse(handOver).TryGetProperty("subject", out _));
        Assert.Equal(handOver.Id, handOver.Group);
        Assert.True(Read(handOver).IsValid);
    }

    [Fact]
    public void FlatEvent_NamesNoOrganization_AndATraceOnlyWhenThereIsOne()
    {
        var sent = Parse(new AHandOver().With(delivery => delivery with { Source = "genesys.cloud" }).Build());

        Assert.False(sent.TryGetProperty("genesysorg", out _));
        Assert.False(sent.TryGetProperty("traceparent", out _));
    }

    [Fact]
    public void SourceThatIsNoUriReference_IsEscaped()
    {
        var handOver = new AHandOver().With(delivery => delivery with { Source = "aws.partner/a b/ü" }).Build();

        Assert.Equal("aws.partner/a%20b/%C3%BC", Parse(handOver).GetProperty("source").GetString());
        Assert.True(Read(handOver).IsValid);
    }

    [Theory]
    [InlineData("58fb5dac-f077-4eec-a25f-c638dbdd4368", null, "58fb5dac-f077-4eec-a25f-c638dbdd4368")]
    [InlineData("a.B_c/1-2", null, "a.B_c/1-2")]
    [InlineData("an id", null, null)]
    [InlineData("id", "nightly", "id/nightly")]
    [InlineData("id", "a replay", null)]
    public void Id_IsTheEnvelopes_OrItsHash(string id, string? replay, string? expected)
    {
        var sent = new AHandOver().With(one => one with { EventId = id, ReplayName = replay }).Build().Id;

        Assert.Matches(expected is null ? "^[0-9a-f]{64}$" : $"^{expected}$", sent);
    }

    [Fact]
    public void Id_OfMoreThan100Characters_IsItsHash()
    {
        Assert.Equal(new string('a', 100), EventIdentity.PlainOrHash(new string('a', 100)));
        Assert.Equal(64, EventIdentity.PlainOrHash(new string('a', 101)).Length);
        Assert.Equal(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", EventIdentity.PlainOrHash(""));
    }

    [Fact]
    public void Raw_IsTheEventAlone()
    {
        var handOver = new AHandOver().WithEvent("""{ "id" : "x" }""")
            .For(options => options.Format = DestinationFormat.Raw).Build();

        Assert.Equal("""{ "id" : "x" }"""u8, handOver.Body.Span);
        Assert.Equal("application/json", handOver.ContentType);
    }

    private static CloudNative.CloudEvents.CloudEvent Read(HandOver handOver) => new JsonEventFormatter()
        .DecodeStructuredModeMessage(
            handOver.Body, new ContentType(handOver.ContentType + "; charset=utf-8"), extensionAttributes: null);

    private static JsonElement Parse(HandOver handOver) => JsonElement.Parse(handOver.Body.Span);

    private static JsonElement Data(HandOver handOver) => Parse(handOver).GetProperty("data");
}
