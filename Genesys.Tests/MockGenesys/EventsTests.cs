using System.Text;
using Genesys.MockGenesys.Configuration;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Events;
using Genesys.MockGenesys.PlatformApi;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockGenesys;

public class EventsTests
{
    private static readonly DeliveryValidator Validator = new(Options.Create(new ValidationOptions()));

    public static TheoryData<string> Malformations => new(MalformedEvents.All.Select(one => one.Name));

    [Fact]
    public void Catalogue_HasManyEntriesOfDifferentNames()
    {
        Assert.True(MalformedEvents.All.Count >= 100);
        Assert.Equal(
            MalformedEvents.All.Count,
            MalformedEvents.All.Select(one => one.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Malformations))]
    public void MalformedEvent_IsRejectedUnlessOnlyItsHttpIsBroken(string name)
    {
        var malformation = MalformedEvents.All.Single(one => one.Name == name);

        var verdict = Validator.Judge(ASource().Of(malformation).Body);

        if (malformation.ExpectedStatus == 400)
        {
            Assert.IsType<Verdict.Rejected>(Assert.IsType<BodyVerdict.One>(verdict).Verdict);
        }
    }

    [Fact]
    public void ValidEvents_AreAcceptedInBothGenerations()
    {
        var source = ASource();

        for (var count = 0; count < 3_000; count++)
        {
            var sent = source.Next(new EventMix(0, 0.5, 0.01));

            var verdict = Assert.IsType<BodyVerdict.One>(Validator.Judge(sent.Body)).Verdict;
            var accepted = verdict as Verdict.Accepted;
            Assert.True(
                accepted is not null,
                $"{sent.EventType}: {string.Join("; ", (verdict as Verdict.Rejected)?.Findings ?? [])}");
            Assert.Equal(sent.Id, accepted.Delivery.EventId);
            Assert.Equal(sent.EventType, accepted.Delivery.EventType);
            Assert.Equal(sent.ConversationId, accepted.Delivery.ConversationId?.Value);
            // The one member that Genesys Cloud sends and its SDK doesn't know.
            Assert.All(accepted.Delivery.Drift, drift => Assert.Equal("/detail/eventBody/organizationId", drift.Path));
        }
    }

    [Fact]
    public void Stream_IsOfEveryKindThatItsSharesName()
    {
        var source = ASource();

        var events = Enumerable.Range(0, 4_000).Select(_ => source.Next(new EventMix(0.2, 0.5, 0.05))).ToList();

        Assert.InRange(events.Count(one => one.Malformation is not null), 720, 880);
        Assert.True(
            events.Where(one => one.Malformation is not null).Select(one => one.Malformation).Distinct().Count() > 100);
        Assert.Equal(2, events.Select(one => one.Generation).Distinct().Count());
        Assert.True(
            events.Where(one => one.Malformation is null).Select(one => one.EventType).Distinct().Count() >= 20);
        Assert.Contains(events, one => one.Malformation is null && one.ConversationId is null);
        Assert.Contains(events, one => one.ConversationId is { } id && !Conversations.Exists(id));
    }

    [Fact]
    public void SameSeedAndClock_GiveTheSameEvents()
    {
        static IEnumerable<string> Run()
        {
            var source = ASource();
            return [
                .. Enumerable.Range(0, 200)
                .Select(_ => Encoding.UTF8.GetString(source.Next(new EventMix(0.2, 0.5, 0.01)).Body.Span))];
        }

        Assert.Equal(Run(), Run());
    }

    [Fact]
    public void Conversation_HasItsEventsFromItsCustomersStartToItsEnd()
    {
        foreach (var number in Enumerable.Range(0, 300))
        {
            var topics = ConversationTopics
                .Of(Conversations.Of($"conversation {number}"))
                .Select(topic => topic.Template)
                .ToList();

            Assert.InRange(topics.Count, 8, 20);
            Assert.EndsWith(".customer.start", topics[0], StringComparison.Ordinal);
            Assert.True(IndexOf(topics, "flow.start") < IndexOf(topics, "flow.end"));
            Assert.True(IndexOf(topics, "acd.start") < IndexOf(topics, "acd.end"));
            Assert.True(IndexOf(topics, "acd.end") < IndexOf(topics, "customer.end"));
            Assert.All(topics, topic => Assert.Contains(topic, AvailableTopics.Templates));
        }
    }

    [Fact]
    public void AllConversations_HaveEveryTopicOfADetailEvent()
    {
        var published = Enumerable.Range(0, 500)
            .SelectMany(number => ConversationTopics.Of(Conversations.Of($"conversation {number}")))
            .Select(topic => topic.Template)
            .Where(template => template.StartsWith("v2.detail.events.conversation.", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            AvailableTopics.Templates
                .Where(template => template.StartsWith("v2.detail.events.conversation.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            published);
    }

    [Fact]
    public void Example_IsAValidEvent()
    {
        foreach (var generation in Enum.GetValues<EventGeneration>())
        {
            var body = Encoding.UTF8.GetBytes(ASource().Example(generation));

            Assert.IsType<Verdict.Accepted>(Assert.IsType<BodyVerdict.One>(Validator.Judge(body)).Verdict);
        }
    }

    private static EventSource ASource() =>
        new(
            new RandomStreams(Options.Create(new MockOptions())), new MadeConversations(),
            new FakeTimeProvider(AMock.Start));

    private static int IndexOf(List<string> topics, string suffix) =>
        topics.FindIndex(topic => topic.EndsWith("." + suffix, StringComparison.Ordinal));
}
