using Genesys.Console;
using Genesys.Console.Pages;
using Genesys.Console.Parts;
using Genesys.Console.Receiver;
using Genesys.Receiver.Client;

namespace Genesys.Tests.Console;

/// <summary>What is typed, and what is written: without a receiver.</summary>
public class SearchQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    // As long as an event's id may be, before it is put into quotes.
    [Theory]
    [InlineData("x")]
    [InlineData("a ")]
    [InlineData("\"")]
    [InlineData(":")]
    [InlineData("a\"b c")]
    [InlineData("%2f")]
    public void AnIdAsLongAsCanBe_IsReadAsItself(string piece)
    {
        var id = string.Concat(Enumerable.Repeat(piece, 1_024))[..1_023] + "z";

        var query = SearchQuery.Parse(SearchQuery.WordOf(id), Now);

        Assert.Empty(query.Problems);
        Assert.Equal(id, query.Id);
        Assert.Equal(id, SearchQuery.Parse(SearchQuery.WordOf("event", id), Now).Filter.EventId);
        Assert.NotEmpty(SearchQuery.Parse(SearchQuery.WordOf(id + "z"), Now).Problems);
    }

    [Fact]
    public void WordsOfAFilter_AreTakenTogether()
    {
        var query = SearchQuery.Parse(
            "topic:a.{id}.b state:dead-letter reason:timeout attempts:2 from:2h to:2026-11-29T11:30 destination:crm republished:true", Now);

        Assert.Empty(query.Problems);
        Assert.Equal(
            new DeliveryFilter
            {
                Topic = "a.{id}.b",
                State = DeliveryState.DeadLetter,
                Reason = "timeout",
                MinAttempts = 2,
                From = Now.AddHours(-2),
                To = Now.AddMinutes(-30),
                Destination = "crm",
                Republished = true,
            },
            query.Filter);
    }

    [Theory]
    [InlineData("eventId:a conversationId:b requestid:c traceId:d status:open", "event:a conversation:b request:c trace:d state:open")]
    [InlineData("reason:\"HTTP 404\"", "reason:http_404")]
    [InlineData("reason:404", "reason:http_404")]
    [InlineData("reason:\"connection refused\"", "reason:connection_refused")]
    [InlineData("reason:\"503 unavailable\"", "reason:unavailable")]
    [InlineData("reason:\"malformed JSON\"", "reason:malformed_json")]
    [InlineData("reason:\"HTTP 404", "reason:http_404")]
    public void AWordIsTaken_AsTablesAndTheAdminApiHaveIt(string text, string same)
    {
        Assert.Empty(SearchQuery.Parse(text, Now).Problems);
        Assert.Equal(SearchQuery.Parse(same, Now).Filter, SearchQuery.Parse(text, Now).Filter);
        Assert.Null(SearchQuery.Parse(text, Now).Id);
    }

    [Fact]
    public void AValueWithSpaces_StandsInQuotes_AndIsWrittenSo()
    {
        var query = SearchQuery.Parse("topic:\"Conversation Ended\" \"0f4c\"", Now);

        Assert.Equal(("Conversation Ended", "0f4c"), (query.Filter.Topic, query.Id));
        Assert.Equal("a:b", SearchQuery.Parse("\"a:b\"", Now).Id);
        Assert.Equal("topic:\"Conversation Ended\"", JobWords.Of(query.Filter));
    }

    [Theory]
    [InlineData("evil 6b0e4c5b-887e-4797-830d-148150c4ac34")]
    [InlineData("a \"b c\" d")]
    [InlineData("\"a\"")]
    [InlineData("a\"b")]
    [InlineData("\" ")]
    [InlineData("a b\"\"")]
    [InlineData("state:any to:2h")]
    [InlineData("\u00a0\u2028x")]
    public void AValue_IsReadAsItWasWritten_WhateverIsInIt(string value)
    {
        var filter = new DeliveryFilter { Topic = value, ConversationId = value, EventId = value };

        var query = SearchQuery.Parse(JobWords.Of(filter), Now);

        Assert.Equal((filter, null), (query.Filter, query.Id));
        Assert.Empty(query.Problems);
    }

    [Fact]
    public void AnErasure_TakesNoOtherConversation_ThanTheOneThatAWordNames() => Assert.Null(
        JobChoice.OfSearch(JobAction.Erase, "conversation:a b", Now).Job);

    [Fact]
    public void TwoWordsThatNobodyKnows_ArentSaidToBeIds() => Assert.Contains(
        SearchQuery.Parse("stat:open kind:x", Now).Problems,
        problem => problem.StartsWith("kind: is no word of a filter", StringComparison.Ordinal));

    [Fact]
    public void AnId_IsLookedForInAllThatIsKept_AndAFilterInTheLastDays()
    {
        Assert.Equal(("0f4c", (DateTimeOffset?)null),
            (SearchQuery.Parse(" 0f4c ", Now).Id, SearchQuery.Parse("0f4c", Now).Filter.From));
        Assert.Equal(Now.AddDays(-7), SearchQuery.Parse(null, Now).Filter.From);
        Assert.Null(SearchQuery.Parse("conversation:c1", Now).Filter.From);
        Assert.Null(SearchQuery.Parse("state:deadLetter", Now).Filter.From);
    }

    [Theory]
    [InlineData("state:broken", "state: is one of")]
    [InlineData("state:2", "state: is one of")]
    [InlineData("from:yesterday", "from: is a moment")]
    [InlineData("to:5", "to: is a moment")]
    [InlineData("attempts:-1", "attempts: is a number")]
    [InlineData("republished:no", "republished: is true")]
    [InlineData("one two", "one id at a time")]
    public void WhatCantBeUnderstood_IsSaid(string text, string said) =>
        Assert.StartsWith(said, Assert.Single(SearchQuery.Parse(text, Now).Problems)
            .Replace("Search for ", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0801, "80 ms")]
    [InlineData(1.24, "1.2 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(3_725, "1 h 2 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void ASpan_IsSaidInItsTwoLargestUnits(double seconds, string said) =>
        Assert.Equal(said, Words.Span(seconds));

    [Fact]
    public void WhatNeedsAPerson_IsSaid_MostUrgentFirst()
    {
        var counts = new ReceiverStory().Counts with
        {
            Problem = "The disk is full",
            Full = "Open deliveries are as many as Journal:MaxOpenDeliveries allows",
            SetAsideAnomalies = 1,
            Index = new IndexState(Now, 40),
            GenesysCloud = new GenesysCloudState { Circuit = CircuitState.Open },
        };

        var all = Attention.Of(counts);

        Assert.Equal("journal full paused:crm failures refused:crm circuit set-aside index",
            string.Join(' ', all.Select(one => one.Kind)));
        Assert.Equal(counts.Destinations[0].Pause!.Since, all.Single(one => one.Kind == "paused:crm").Since);
        Assert.Empty(Attention.Of(counts with
        {
            Problem = null,
            Full = null,
            DeadLetters = 0,
            SetAsideAnomalies = 0,
            Destinations = [],
            Index = new IndexState(Now, 1),
            GenesysCloud = new GenesysCloudState { Circuit = CircuitState.Closed },
        }));
    }

    [Fact]
    public void APayload_IsShownByLines_EachWithItsPlace()
    {
        var lines = JsonLines.Of("""{"a/b":[1,{"c":"<ü>"}],"d":{}}""");

        Assert.Equal(
            ["{ ", "  \"a/b\": [ /a~1b", "    1, /a~1b/0", "    { /a~1b/1", "      \"c\": \"<ü>\" /a~1b/1/c",
                "    } -", "  ], -", "  \"d\": {} /d", "} -"],
            lines.Select(line => $"{line.Text} {line.Pointer ?? "-"}"));
        Assert.Equal("not json", Assert.Single(JsonLines.Of("not json")).Text);
    }

    [Fact]
    public void WhatIsMissing_IsSaidWhereItWouldStand()
    {
        var lines = JsonLines.WithNotes(
            JsonLines.Of("""{"data":{"id":1}}"""),
                new Dictionary<string, string>
                {
                    ["/data/conversation_id"] = "required",
                    ["/data/id"] = "type",
                    ["/time/x"] = "required"
                });

        Assert.Equal(["x: required", "conversation_id: required", "type", null, null], lines.Select(line => line.Note));
    }

    [Fact]
    public void DifferencesOfTwoPayloads_LeaveOutWhatAlwaysDiffers() => Assert.Equal(
        [("/b", "differs"), ("/c", "not in the other"), ("/d", "only in the other")],
        PayloadDifferences.Between("""{"id":1,"a":1,"b":1,"c":1}""", """{"id":2,"a":1,"b":2,"d":1}""")
            .Select(one => (one.Key, one.Value)).Order());

    [Fact]
    public void EventsOfAConversation_StandByTheirOwnTime_AndSayWhatIsSpecial()
    {
        var some = new ReceiverStory().Deliveries[0];

        var events = ConversationEvent.InOrder(
        [
            some with { Key = 3, EventId = "a", EventTime = Now.AddSeconds(2), ReceivedAt = Now.AddSeconds(3) },
            some with { Key = 1, EventId = "a", EventTime = Now, ReceivedAt = Now.AddSeconds(90) },
            some with { Key = 2, EventId = "b", EventTime = Now.AddSeconds(1), ReceivedAt = Now.AddSeconds(2) },
        ]);

        Assert.Equal(
            [(1L, true, true, false), (2L, false, false, false), (3L, false, false, true)],
            events.Select(one => (one.Delivery.Key, one.IsLate, one.IsOvertaken, one.IsRepeated)));
    }

    [Fact]
    public void AQueryForCloudWatch_FindsTheGroup() => Assert.Equal(
        """
        fields @timestamp, requestId, eventId, statusCode, errorDetails, maskedPayload
        | filter anomalyType = "SCHEMA_DRIFT"
        | filter errorPaths like "/detail/a/"
        | filter errorPaths like "/b"
        | sort @timestamp desc
        | limit 100
        """,
        LogsInsights.QueryFor(
            new AnomalyGroup
            {
                Id = "x",
                Type = "SCHEMA_DRIFT",
                Path = "/detail/a/*/b",
                Count = 1,
                First = Now,
                Last = Now
            }));
}
