using Genesys.Receiver.Destinations;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Destinations;

public class DestinationRoutingTests
{
    private const string Topic = "v2.detail.events.conversation.{id}.acw";

    private static readonly DestinationRouting Routing = Of(
        ("both", DestinationPayload.Both, []),
        ("conversation", DestinationPayload.Conversation, []),
        ("event", DestinationPayload.Event, ["v2.detail.events.conversation.{id}.*"]),
        ("operators", DestinationPayload.Event, ["genesys.receiver.*"]),
        ("other", DestinationPayload.Event, ["v2.audits.*"]));

    [Fact]
    public void FetchedEvent_IsHandedOnAlone_AndWithItsConversationLater()
    {
        Assert.Equal(["event"], Routing.AtReceipt(Topic, fetches: true, inline: false));
        Assert.Equal(["both", "conversation"], Routing.AtEnd(Topic, inline: false));
        Assert.Equal(["both"], Routing.AtDeadLetter(Topic, inline: false));
    }

    [Fact]
    public void EventThatFetchesNothing_IsHandedOnAtOnce() =>
        Assert.Equal(["both", "conversation", "event"], Routing.AtReceipt(Topic, fetches: false, inline: true));

    [Fact]
    public void Inline_NothingIsHandedOnBeforeTheEnd()
    {
        Assert.Empty(Routing.AtReceipt(Topic, fetches: true, inline: true));
        Assert.Equal(["both", "conversation", "event"], Routing.AtEnd(Topic, inline: true));
        Assert.Equal(["both", "event"], Routing.AtDeadLetter(Topic, inline: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ConversationThatReconciliationFound_ComesToWhoWantsConversations_AndToNoOperator(bool inline)
    {
        var routing = Of(
            ("all", DestinationPayload.Both, []),
            ("named", DestinationPayload.Conversation, ["genesys.reconciliation"]),
            ("event", DestinationPayload.Event, []), ("other", DestinationPayload.Both, ["v2.*"]),
            ("operators", DestinationPayload.Both, ["genesys.receiver.*"]));

        Assert.Equal(["all", "named"], routing.AtEnd("genesys.reconciliation", inline));
        Assert.Equal(["all"], routing.AtDeadLetter("genesys.reconciliation", inline));
    }

    [Theory]
    [InlineData("genesys.receiver.*", true)]
    [InlineData("genesys.receiver.dead_letter", true)]
    [InlineData("genesys.receiver.circuit", false)]
    [InlineData("genesys.*", false)]
    [InlineData("*", false)]
    public void OperatorEvents_ComeOnlyToWhoNamesThem(string pattern, bool wants) =>
        Assert.Equal(
            wants,
            Of(("one", DestinationPayload.Event, [pattern])).OfOperatorEvent("genesys.receiver.dead_letter")
                .Count == 1);

    [Fact]
    public void NoDestination_NoNames()
    {
        var routing = Of();

        Assert.Empty(routing.AtReceipt(Topic, fetches: true, inline: false));
        Assert.Empty(routing.OfOperatorEvent("genesys.receiver.drift"));
    }

    private static DestinationRouting Of(
        params (string Name, DestinationPayload Payload, string[] Topics)[] destinations)
    {
        var options = new DestinationsOptions();
        foreach (var (name, payload, topics) in destinations)
        {
            options[name] = new DestinationOptions { Payload = payload };
            Array.ForEach(topics, options[name].Topics.Add);
        }

        return new DestinationRouting(Options.Create(options));
    }
}
