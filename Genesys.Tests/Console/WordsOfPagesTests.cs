using Genesys.Console.Pages;
using Genesys.Console.Parts;
using Genesys.Console.Receiver;
using Genesys.Receiver.Client;
using Polly.CircuitBreaker;

namespace Genesys.Tests.Console;

/// <summary>What pages say, made of what the receiver says.</summary>
public sealed class WordsOfPagesTests
{
    [Theory]
    [InlineData("data.id: must be a string; time: required", "must be a string", "required")]
    [InlineData("data.id: a; b: c; time: required; and 3 more", "a; b: c", "required; and 3 more")]
    [InlineData("Something else altogether")]
    [InlineData("data.id: must be a string")]
    public void AnAnomalysText_IsToldApartByItsPlaces(string text, params string[] messages)
    {
        var anomaly = AnAnomaly(text, "/data/id", "/time");

        Assert.Equal(messages, AnomalyFindings.Of(anomaly).Select(finding => finding.Message));
    }

    [Fact]
    public void AFindingOfTheWholeDocument_HasItsSentence() => Assert.Equal(
        ["the envelope is missing; is it?", "required"],
        AnomalyFindings.Of(AnAnomaly("the envelope is missing; is it?; id: required", "", "/id"))
            .Select(finding => finding.Message));

    [Theory]
    [InlineData(1_996, "Its fetch failed for good: timeout. crm didn't take it. It was handed on all the same to lake.")]
    [InlineData(1_998, "Its processing ended well. crm didn't take it.")]
    public void AnEventsStory_TellsOfItsFetchAndOfItsDestinations(long key, string story)
    {
        var receiver = new ReceiverStory();
        receiver.AfterAnOutage();
        var one = receiver.Details(key, inClear: false)!;

        Assert.Equal(story, DeliveryWords.Story(one with
        {
            HandOvers = [one.HandOvers[0], one.HandOvers[1] with { State = HandOverState.DeadLetter }],
        }));
    }

    [Fact]
    public void PayloadsThatDifferByIdsAlone_DontDiffer()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());

        Assert.Empty(PayloadDifferences.Between(Payload(one, "end"), Payload(other, "end")));
        Assert.Equal(
            ["/topicName"], PayloadDifferences.Between(Payload(one, "end"), Payload(other, "start")).Keys);
    }

    [Fact]
    public void APayloadWithHalfASurrogatePairInAName_IsShownAsItIs() =>
        Assert.Equal("{\"\\ud800\":1}", Assert.Single(JsonLines.Of("{\"\\ud800\":1}")).Text);

    [Fact]
    public void AReceiverThatIsLeftAlone_IsSaidToFailAsItFailed()
    {
        var refused = new BrokenCircuitException("", new HttpRequestException());

        Assert.Equal("The receiver can't be reached.", Trouble.Of(refused)!.Title);
        Assert.Equal("The receiver fails.", Trouble.Of(new BrokenCircuitException())!.Title);
    }

    [Theory]
    [InlineData(0, 0, 0, "no conversation began in it", "")]
    [InlineData(0, 0, 3, "nothing was expected of it", "")]
    [InlineData(5, 0, 3, "nothing lost", "good")]
    [InlineData(0, 1, 0, "events are missing", "bad")]
    public void AWindow_IsSaidToHaveLostNothing_WhereSomethingWasThereToBeLost(
        int known, int missing, int notExpected, string said, string tone)
    {
        var window = new ReceiverStory().Windows[0] with
        {
            Known = known,
            Missing = missing,
            NotExpected = notExpected,
        };

        Assert.Equal((said, tone), (ReconciliationWords.State(window), ReconciliationWords.Tone(window)));
    }

    [Fact]
    public void APauseForTheRateLimit_NeedsNobody() => Assert.DoesNotContain(
        Attention.Of(new ReceiverStory().Counts with
        {
            GenesysCloud = new GenesysCloudState
            {
                Circuit = Genesys.Receiver.Client.CircuitState.Closed,
                Problems =
                [
                    "Genesys Cloud asked to wait, for its rate limit (429): work continues in 3 s.",
                    "Genesys Cloud's rate limit is used up: work continues in 3 s.", // as earlier receivers say it
                ],
            },
        }),
        one => one.Kind == "cloud");

    private static string Payload(Guid id, string what) => $$"""{"topicName":"conversation.{{id}}.{{what}}"}""";

    private static Anomaly AnAnomaly(string text, params string[] paths) => new ReceiverStory().Anomaly(900)! with
    {
        ErrorDetails = text,
        Findings = [.. paths.Select(path => new Finding { Path = path, Code = "c" })],
    };
}
