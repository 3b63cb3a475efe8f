using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Telemetry.Story;
using Google.Protobuf;
using static StandIns.Tests.Dashboard.Sample;

namespace StandIns.Tests.Dashboard;

public class StoryTests
{
    [Fact]
    public void Tree_PutsChildrenBelowTheirParentInOrderOfTime()
    {
        var rows = Rows(ASpan(1, 3, 1, "second", Start + 20), ASpan(1, 2, 1, "first", Start + 10), ASpan(1, 4, 2, "inner", Start + 11), ASpan(1, 1, null, "root"));

        Assert.Equal([("root", 0, 3), ("first", 1, 1), ("inner", 2, 0), ("second", 1, 0)], rows);
    }

    [Fact]
    public void SpansWithoutAWayToARoot_AreShownAllTheSame()
    {
        Assert.Equal([("orphan", 0, 0)], Rows(ASpan(1, 2, 99, "orphan")));
        Assert.Equal(2, Rows(ASpan(1, 1, 2, "a"), ASpan(1, 2, 1, "b")).Length);
    }

    [Fact]
    public void SpanThatWasSentTwice_IsOneRow() => Assert.Equal([("again", 0, 0)], Rows(ASpan(1, 1, null, "once"), ASpan(1, 1, null, "again")));

    [Fact]
    public void DeepTrace_DoesNotOverflow()
    {
        var rows = Rows([.. Enumerable.Range(1, 5000).Select(i => ASpan(1, i, i == 1 ? null : i - 1, "s", Start + (ulong)i))]);

        Assert.Equal(5000, rows.Length);
        Assert.Equal(SpanNode.MaxDepth, rows[^1].Depth);
    }

    [Fact]
    public void Story_FollowsLinksToWhatWentOnLaterAndToTheFailure()
    {
        var (store, intake) = StoreTests.Make();
        intake.Take(OtlpSignal.Traces, Traces(
            "receiver",
            ASpan(1, 1, name: "receive"),
            ASpan(2, 2, name: "process", start: Start + 100, error: "failed").LinkedTo(1, 1),
            ASpan(2, 3, 2, "attempt", Start + 110, error: "503"),
            ASpan(3, 4, name: "ship", start: Start + 200).LinkedTo(2, 2).LinkedTo(9, 9),
            ASpan(9, 9, name: "unrelated")).ToByteArray());
        intake.Take(OtlpSignal.Logs, Logs("receiver", ALog("failed", SeverityNumber.Error, 2, 3)).ToByteArray());

        var story = TraceStory.Of(StoreTests.Id(1), store.Traces);

        Assert.Equal(["receive", "process", "ship"], story.Sections.Select(section => section.Rows[0].Span.Name));
        Assert.Equal("attempt", story.Suspect(store.Logs.All())!.Name);
        Assert.Empty(TraceStory.Of(StoreTests.Id(77), store.Traces).Sections);
    }

    [Fact]
    public void FailedCall_IsLookedAtFromTheCallersSide()
    {
        var (store, intake) = StoreTests.Make();
        var client = ASpan(1, 2, 1, "GET conversation", error: "503");
        client.Kind = Span.Types.SpanKind.Client;
        var server = ASpan(1, 3, 2, "GET /conversations", error: "503");
        server.Kind = Span.Types.SpanKind.Server;
        intake.Take(OtlpSignal.Traces, Traces("receiver", ASpan(1, 1, error: "failed"), client).ToByteArray());
        intake.Take(OtlpSignal.Traces, Traces("genesys", server).ToByteArray());

        Assert.Equal("GET conversation", TraceStory.Of(StoreTests.Id(1), store.Traces).Suspect([])!.Name);
    }

    [Theory]
    [InlineData("http.response.status_code", "503", "", "503", "503")]
    [InlineData("exception.type", "System.Net.Http.HttpRequestException", "It broke", "HttpRequestException", "It broke")]
    [InlineData("other", "x", "It broke", "It broke", "It broke")]
    [InlineData("other", "x", "", "error", "")]
    public void Failure_IsToldInAWordAndInFull(string key, string value, string status, string brief, string full)
    {
        var span = ASpan(1, 1, error: status, attributes: Pair(key, value));

        Assert.Equal((brief, full), (SpanFailure.Short(span), SpanFailure.Long(span)));
    }

    [Fact]
    public void Calls_ThatFailedInTheEyesOfEitherSideAreErrors()
    {
        var (store, intake) = StoreTests.Make();
        var client = ASpan(1, 1, error: "timeout");
        client.Kind = Span.Types.SpanKind.Client;
        intake.Take(OtlpSignal.Traces, Traces("web", client).ToByteArray());
        intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 2, 1)).ToByteArray());

        Assert.Equal(1, Assert.Single(ServiceCall.Of(store.Traces.AllSpans())).Errors);
    }

    [Fact]
    public void Calls_AreCountedBetweenServicesAndToPeersThatSendNothing()
    {
        var (store, intake) = StoreTests.Make();
        var client = ASpan(1, 3, 1, "query", attributes: Pair("db.system", "sqlite"));
        client.Kind = Span.Types.SpanKind.Client;
        intake.Take(OtlpSignal.Traces, Traces("web", ASpan(1, 1)).ToByteArray());
        intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 2, 1, error: "no"), client).ToByteArray());

        var calls = ServiceCall.Of(store.Traces.AllSpans());

        Assert.Contains(calls, call => call is { From: "web", To: "shop", Errors: 1 });
        Assert.Contains(calls, call => call is { From: "shop", To: "sqlite", Count: 1 });
    }

    private static (string Name, int Depth, int Descendants)[] Rows(params Span[] spans)
    {
        var (store, intake) = StoreTests.Make();
        intake.Take(OtlpSignal.Traces, Traces("shop", spans).ToByteArray());
        return [.. SpanNode.Tree(store.Traces.SpansOf(StoreTests.Id(1), out _)).Select(row => (row.Span.Name, row.Depth, row.Descendants))];
    }
}
