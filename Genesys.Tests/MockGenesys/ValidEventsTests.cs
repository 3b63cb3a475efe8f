using System.Text;
using System.Text.Json;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.Configuration;
using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Events;
using Genesys.MockGenesys.Sender;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockGenesys;

public class ValidEventsTests
{
    private static readonly DeliveryValidator Validator = new(Options.Create(new ValidationOptions()));

    public static TheoryData<string> Kinds => new(ValidEvents.All.Select(one => one.Name));

    [Fact]
    public void Names_AreUniqueInBothCatalogues()
    {
        var names = ValidEvents.All.Concat(MalformedEvents.All).Select(one => one.Name).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ValidEvent_IsJsonWithAnExpectedStatusOf200(string name)
    {
        var outgoing = ASource().Of(ValidEvents.All.Single(one => one.Name == name));

        using var document = JsonDocument.Parse(outgoing.Body);
        Assert.Equal((200, name, null), (outgoing.ExpectedStatus, outgoing.Kind, outgoing.Malformation));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ValidEvent_IsAcceptedByTheReceiver(string name)
    {
        var outgoing = ASource().Of(ValidEvents.All.Single(one => one.Name == name));

        var verdicts = Validator.Judge(outgoing.Body) switch
        {
            BodyVerdict.One one => [one.Verdict],
            BodyVerdict.Many many => many.Verdicts,
            _ => [],
        };

        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, verdict => Assert.True(
            verdict is Verdict.Accepted, string.Join("; ", (verdict as Verdict.Rejected)?.Findings ?? [])));
    }

    [Theory]
    [InlineData("partner/metadata-open")]
    [InlineData("partner/metadata-empty")]
    [InlineData("partner/metadata-with-high-surrogate")]
    [InlineData("partner/archive-replay")]
    public void TransportData_IsNoDrift(string name)
    {
        var outgoing = ASource().Of(ValidEvents.All.Single(one => one.Name == name));

        var verdict = Assert.IsType<BodyVerdict.One>(Validator.Judge(outgoing.Body)).Verdict;

        Assert.Empty(Assert.IsType<Verdict.Accepted>(verdict).Delivery.Drift);
    }

    [Theory]
    [InlineData("partner/subject-with-high-surrogate", """
        "subject":"Hi \ud83d"
        """)]
    [InlineData("partner/metadata-open", """
        "metadata":{"CorrelationId":"x","action":"update","type":"conversation"}
        """)]
    [InlineData("partner/archive-replay", """
        "replay-name":"replay-of-yesterday"
        """)]
    [InlineData("record/replay", """
        "aws:DeliveryType":"REPLAY"
        """)]
    public void ValidEvent_HoldsWhatItsNameSays(string name, string expected)
    {
        var outgoing = ASource().Of(ValidEvents.All.Single(one => one.Name == name));

        Assert.Contains(expected.Trim(), Encoding.UTF8.GetString(outgoing.Body.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("valid", "partner/subject-with-high-surrogate")]
    [InlineData("malformed", "envelope/sqs-receive-message")]
    public async Task Kind_IsListedShownAndSent(string catalogue, string name)
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync([.. AMock.Sends(destination.Address, 0), ("Sender:Rate", "0")]);

        using var listed = await mock.GetAsync($"/mock/{catalogue}");
        using var shown = await mock.GetAsync($"/mock/{catalogue}/{name}");
        using var sent = await mock.Client.PostAsync(
            $"/mock/events/{catalogue}/{name}", null, Cancel);
        await ADestination.UntilAsync(mock, counts => counts.Invocations == 1);
        using var absent = await mock.Client.PostAsync(
            $"/mock/events/{catalogue}/none", null, Cancel);

        Assert.Contains(
            name, await listed.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
        Assert.Equal((200, 202, 404), ((int)shown.StatusCode, (int)sent.StatusCode, (int)absent.StatusCode));
        Assert.Equal(name, mock.Get<Ledger>().Find(1)!.Line.Kind);
    }

    [Fact]
    public async Task ArchiveReplay_HasItsNameInTheEnvelope()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(AMock.Sends(destination.Address, 1));
        await ADestination.UntilAsync(mock, counts => counts.Delivered == 1);

        using var asked = await mock.Client.PostAsync(
            "/mock/ledger/1/replay", null, Cancel);
        using var absent = await mock.Client.PostAsync(
            "/mock/ledger/9/replay", null, Cancel);
        await ADestination.UntilAsync(mock, counts => counts.Delivered == 2);

        Assert.Equal((202, 404), ((int)asked.StatusCode, (int)absent.StatusCode));
        using var again = JsonDocument.Parse(destination.Requests.Last().Body);
        Assert.Equal("replay-by-hand", again.RootElement.GetProperty("replay-name").GetString());
        Assert.Equal(mock.Get<Ledger>().Find(1)!.Line.EventId, again.RootElement.GetProperty("id").GetString());
    }

    private static EventSource ASource() =>
        new(
            new RandomStreams(Options.Create(new MockOptions())), new MadeConversations(),
            new FakeTimeProvider(AMock.Start));
}
