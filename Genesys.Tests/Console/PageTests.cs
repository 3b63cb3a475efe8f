using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Console.Pages;
using Genesys.Console.Receiver;
using Genesys.Receiver.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Console;

/// <summary>Pages and forms as a browser without JavaScript has them.</summary>
public sealed class PageTests : AfterAnOutage
{
    public static TheoryData<string, string> Pages => new()
    {
        { "/", "crm fails and is paused; 2,310 events wait." },
        { "/search", "The newest 50 events of the last 7 days" },
        { "/search?q=state:deadLetter", "All that fit:" },
        { "/search?q=anomaly-event-901", "Rejected each time it came: 1 answer" },
        { "/search?q=" + ReceiverStory.AConversation, "events" },
        { "/deliveries/1996", "It was handed on all the same to lake. It isn't handed on yet to crm." },
        { "/deliveries/1996", "Came again 3 times, last at" },
        { "/failures", "1,912" },
        { "/failures/g1", "not in the other" },
        { "/jobs", "Genesys Cloud is back" },
        { "/jobs/41", "640" },
        { "/jobs/new?action=replay&group=g1", "1,912 events would be replayed" },
        { "/jobs/new?action=replay&group=g1", "couldn't be fetched for: 503 unavailable." },
        { "/search?q=state:any", "crm didn't take it" },
        { "/jobs", "Times in UTC" },
        { "/audit", "href=\"/destinations/crm\"" },
        { "/reconciliation", "events are missing" },
        { "/reconciliation/12", ReceiverStory.AConversation },
        { "/jobs/new?action=fetch&window=12", "2 conversations would be fetched" },
        { "/audit?by=kim", ": state:deadLetter topic:a.b" },
        { "/destinations", "2,310" },
        { "/destinations/crm", "Resume crm" },
        { "/anomalies", "/detail/eventBody/conversationId" },
        { "/anomalies?group=a1", "filter errorPaths like" },
        { "/anomalies?state=setAside", "Send to CloudWatch again" },
        { "/jobs/new?action=erase&q=" + ReceiverStory.AConversation, "state:any conversation:"
            + ReceiverStory.AConversation },
        { "/jobs/new?action=replay&q=topic:a.b%20from:2h", "All that fit state:deadLetter topic:a.b from:" },
        { "/failures/g1?sample=1995", "/deliveries/1995" },
        { "/conversations?id=" + ReceiverStory.AConversation, "came more than a minute late" },
        { "/conversations?id=" + ReceiverStory.AConversation, "1 came more than once; only the first was processed." },
        { "/anomalies/900", "required in a conversation detail event" },
    };

    public static TheoryData<string> Routes => [.. Pages.Select(page => page.Data.Item1).Distinct()];

    [Theory]
    [InlineData("/jobs?cursor=damaged", "/jobs")]
    [InlineData("/search?q=state:open&cursor=-5", "/search?q=state%3Aopen")]
    [InlineData("/audit?by=kim&cursor=", "/audit?by=kim")]
    [InlineData("/anomalies?group=a1&cursor=x", "/anomalies?group=a1")]
    [InlineData("/reconciliation?cursor=x", "/reconciliation")]
    [InlineData("/reconciliation/12?cursor=x", "/reconciliation/12")]
    public async Task APlaceInAListThatNeverWas_LeadsToItsNewest(string path, string newest)
    {
        using var client = await Running.OpenAsync();

        using var answer = await client.GetAsync(path, Cancel);
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("The receiver didn&#x27;t take that.", page, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{newest}\">Newest</a>", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EveryPage_ShowsWhatTheReceiverKnows(string path, string text)
    {
        using var client = await Running.OpenAsync();

        using var answer = await client.GetAsync(path, Cancel);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("<h1").Length);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", answer.Headers.GetValues("Content-Security-Policy")
            .Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task EveryPage_SaysWhatToDo_WhenTheReceiverIsAway(string path)
    {
        using var client = await Running.OpenAsync();
        Receiver.Break(context => context.Request.Path.StartsWithSegments("/admin", StringComparison.Ordinal));

        using var answer = await client.GetAsync(path, Cancel);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("The receiver can't answer that now.", page, StringComparison.Ordinal);
        Assert.Contains("Try again", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/deliveries/424242", "The journal has no event with this number")]
    [InlineData("/conversations?id=none", "No event of this conversation is kept.")]
    [InlineData("/failures/none", "Nothing is in this group any more")]
    [InlineData("/jobs/999", "There is no job with this number.")]
    [InlineData("/reconciliation/999", "There is no such window")]
    [InlineData("/destinations/none", "There is no destination with this name")]
    [InlineData("/anomalies/1", "The journal has no anomaly with this number")]
    [InlineData("/none", "Nothing is at this address")]
    public async Task WhatIsntThere_IsSaidByItsOwnPage(string path, string said)
    {
        using var client = await Running.OpenAsync();

        using var answer = await client.GetAsync(path, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFailuresOfOneDestination_AreShownAndReplayedAlone()
    {
        using var client = await Running.OpenAsync();
        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/failures?at=crm", Cancel));

        Assert.Contains("/failures?at=crm", await client.GetStringAsync("/", Cancel), StringComparison.Ordinal);
        Assert.Contains("action=replay&q=state%3AdeadLetter%20destination%3Acrm\"", page, StringComparison.Ordinal);
        Assert.Contains("Replay all that crm didn't take…", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/failures/g1\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/failures?at=fetching\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReceiverThatIsAway_IsntSaidToNeedNobody()
    {
        Receiver.Story.Counts = Receiver.Story.Counts with
        {
            DeadLetters = 0,
            SetAsideAnomalies = 0,
            Destinations = [],
            GenesysCloud = new GenesysCloudState { Circuit = CircuitState.Closed, Problems = [] },
        };
        await using var console = await ARunningConsole.StartAsync(Receiver.Address);
        using var client = await console.OpenAsync();
        using var stream = new StreamReader(await client.GetStreamAsync("/changes", Cancel));
        while (await stream.ReadLineAsync(Cancel) is { } line && line != "event: counts")
        {
            // The console knows the counts when it tells them.
        }

        await Receiver.DisposeAsync();
        using var answer = await client.GetAsync("/", Cancel);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Contains("Nothing did then. What is so now isn't known.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Events are received, and nothing waits", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task EveryPage_AsksForTheSignIn(string path)
    {
        using var client = await Running.OpenAsync(signedIn: false, follows: false);

        using var answer = await client.GetAsync(path, Cancel);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/sign-in", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Requests, request => request.Path != "/admin/changes");
    }

    [Fact]
    public async Task AReceiverThatIsAway_LeavesTheOverviewWithWhatWasKnown()
    {
        using var client = await Running.OpenAsync();
        var known = Running.Services.GetRequiredService<ChangeStream>();
        await Eventually.IsTrue(() => known.Known.Counts is not null, "the console knows the counts");
        await Receiver.DisposeAsync();

        using var answer = await client.GetAsync("/", Cancel);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("The receiver can't be reached.", page, StringComparison.Ordinal);
        Assert.Contains("The console knew this last", page, StringComparison.Ordinal);
        using var erase = await client.GetAsync("/jobs/new?action=erase", Cancel);
        Assert.Contains("Erase events</h1>", await erase.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
        Assert.Contains("1,950 events failed for good.", page, StringComparison.Ordinal);
        Assert.Contains("crm didn't take 38 events.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheOverview_ShowsTheRest_WhenOnePartCantBeHad()
    {
        using var client = await Running.OpenAsync();
        Receiver.Break(context => context.Request.Path == "/admin/activity");

        using var answer = await client.GetAsync("/", Cancel);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Contains("The receiver can't answer that now.", page, StringComparison.Ordinal);
        Assert.Contains("1,950 events failed for good.", page, StringComparison.Ordinal);
        Assert.Contains("It is tried once a minute.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("The console knew this last", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnId_LeadsToItsJourneyAtOnce()
    {
        using var client = await Running.OpenAsync(follows: false);

        using var answer = await client.GetAsync($"/search?q={ReceiverStory.AnEventId}", Cancel);

        Assert.EndsWith("/deliveries/1996", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("event:")]
    public async Task AnIdInUpperCase_IsFoundInLowerCase(string word)
    {
        using var client = await Running.OpenAsync();
        var upper = ReceiverStory.AnEventId.ToUpperInvariant();

        using var answer = await client.GetAsync($"/search?q={word}{upper}", Cancel);

        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("/deliveries/1996", word.Length == 0 ? answer.RequestMessage!.RequestUri!.AbsolutePath : page,
            StringComparison.Ordinal);
        Assert.DoesNotContain(upper, answer.RequestMessage!.RequestUri!.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/jobs/new?action=erase&q=", "/jobs/new?action=erase&q=" + ReceiverStory.AConversation)]
    [InlineData("/conversations?id=", "/conversations?id=" + ReceiverStory.AConversation)]
    public async Task AConversationInUpperCase_IsErasedAndShownInLowerCase(string path, string lower)
    {
        using var client = await Running.OpenAsync();

        using var answer = await client.GetAsync(path + ReceiverStory.AConversation.ToUpperInvariant(), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(lower, answer.RequestMessage!.RequestUri!.PathAndQuery);
    }

    [Fact]
    public async Task AConversationWithSpacesInItsId_IsErasedItself_AndNoOther()
    {
        const string id = "evil \"" + ReceiverStory.AConversation;
        Receiver.Story.Deliveries =
            [Receiver.Story.Deliveries[0] with { ConversationId = id }, .. Receiver.Story.Deliveries.Skip(1)];
        using var client = await Running.OpenAsync();
        var page = WebUtility.HtmlDecode(
            await client.GetStringAsync("/conversations/" + Uri.EscapeDataString(id), Cancel));
        var erase = page[page.IndexOf("/jobs/new?action=erase", StringComparison.Ordinal)..].Split('"')[0];

        await client.GetStringAsync(erase, Cancel);

        var asked = Receiver.Requests.Last(request => request.Path == "/admin/jobs").Body;
        Assert.Equal(
            id, JsonElement.Parse(asked).GetProperty("filter").GetProperty("conversationId").GetString());
    }

    [Fact]
    public async Task AnIdBesideTheWordOfItsKind_TakesNoOtherOfThatKind()
    {
        using var client = await Running.OpenAsync();

        await client.GetStringAsync($"/search?q=conversation:a%20{ReceiverStory.AConversation}", Cancel);

        var asked = Receiver.Requests.Where(one => one.Path.StartsWith("/admin/deliveries?", StringComparison.Ordinal));
        Assert.NotEmpty(asked);
        Assert.All(asked, one => Assert.Contains("conversationId=a&", one.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AGroupsPage_ListsWhatIsInTheGroup_AndNotAllThatFailedAlike()
    {
        using var client = await Running.OpenAsync();

        await client.GetStringAsync("/failures/g1", Cancel);

        Assert.Contains(Receiver.Requests, one =>
            one.Path.StartsWith("/admin/deliveries?group=g1&", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("crm", true)]
    [InlineData("fetching", false)]
    public async Task ASpanOfOneDestinationsFailures_IsOfThatDestination(string at, bool isOne)
    {
        using var client = await Running.OpenAsync();
        var page = await client.GetStringAsync("/failures?at=" + at, Cancel);
        var isAsked = page.Contains($"name=\"destination\" value=\"{at}\"", StringComparison.Ordinal);
        var count = WebUtility.HtmlDecode(await client.GetStringAsync(
            "/jobs/new?action=replay&destination=crm&from=2026-11-29T10%3A00%3A00&to=", Cancel));

        Assert.Equal(isOne, isAsked);
        Assert.Contains("state:deadLetter destination:crm from:2026-11-29T10:00:00Z", count, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/audit?from=2026-11-29T10:00:00Z")]
    [InlineData("/anomalies?from=2026-11-29T12:00%2B02:00")]
    public async Task AMomentWithAZone_StandsInItsField(string path)
    {
        using var client = await Running.OpenAsync();

        Assert.Contains(
            "value=\"2026-11-29T10:00:00\"", await client.GetStringAsync(path, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnIdInUpperCase_ThatIsKeptSo_IsFoundAsItIs()
    {
        var upper = ReceiverStory.AnEventId.ToUpperInvariant();
        Receiver.Story.Deliveries =
            [Receiver.Story.Deliveries[0] with { EventId = upper }, .. Receiver.Story.Deliveries.Skip(1)];
        using var client = await Running.OpenAsync();

        using var answer = await client.GetAsync("/search?q=" + upper, Cancel);

        Assert.Equal("/deliveries/2000", answer.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("stat:open", true)]
    [InlineData("Topics:a.b", true)]
    [InlineData("0HN7:0001", false)]
    [InlineData("some-id", false)]
    public async Task AWordThatNobodyKnows_IsNamed_WhereNothingHasItForAnId(string text, bool isNamed)
    {
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/search?q=" + text, Cancel));

        Assert.Contains("Nothing that is kept has this id", page, StringComparison.Ordinal);
        Assert.Equal(
            isNamed,
            page.Contains($"<code>{text.Split(':')[0]}:</code> is no word of a filter", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("anomaly-event-901", "/anomalies?event=anomaly-event-901")]
    [InlineData("anomaly-request-901", "/anomalies?request=anomaly-request-901")]
    public async Task MoreAnomaliesOfAnIdThanAPage_HaveAPageOfTheirOwn(string id, string link)
    {
        Receiver.Rewrite(answer =>
        {
            if (answer?["items"] is JsonArray { Count: > 0 } items && items[0]!["errorDetails"] is not null)
            {
                answer["next"] = "50";
            }

            return answer;
        });
        using var client = await Running.OpenAsync();

        var found = WebUtility.HtmlDecode(await client.GetStringAsync("/search?q=" + id, Cancel));
        var all = WebUtility.HtmlDecode(await client.GetStringAsync(link, Cancel));

        Assert.Contains("Rejected each time it came: the newest 1 answer", found, StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}\"", found, StringComparison.Ordinal);
        Assert.Contains(id, all, StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}&cursor=50\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain("By type, place and code", all, StringComparison.Ordinal);
        var asked = Receiver.Requests.Last(
            request => request.Path.StartsWith("/admin/anomalies?", StringComparison.Ordinal)).Path;
        Assert.Contains("Id=" + id, asked, StringComparison.Ordinal);
        Assert.DoesNotContain("from=", asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event")]
    [InlineData("conversation")]
    [InlineData("request")]
    [InlineData("trace")]
    public async Task AnIdOfMoreThanAPage_IsShownPageByPage(string kind)
    {
        const string Id = "0f4c0f4c0f4c0f4c0f4c0f4c0f4c0f4c";
        var one = Receiver.Story.Deliveries[0];
        Receiver.Story.Deliveries =
        [
            .. Enumerable.Range(1, 120).Select(key => one with
            {
                Key = key,
                EventId = kind == "event" ? Id : one.EventId,
                ConversationId = kind == "conversation" ? Id : one.ConversationId,
                RequestId = kind == "request" ? Id : one.RequestId,
                TraceId = kind == "trace" ? Id : one.TraceId,
            }),
        ];
        using var client = await Running.OpenAsync();

        using var answer = await client.GetAsync("/search?q=" + Id, Cancel);

        Assert.Equal($"?q={kind}:{Id}", Uri.UnescapeDataString(answer.RequestMessage!.RequestUri!.Query));
        Assert.Contains(">Older</a>", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEmptyReceiver_SaysWhatWouldBeThere()
    {
        Receiver.Story.Deliveries = [];
        Receiver.Story.Failures = [];
        using var client = await Running.OpenAsync();

        Assert.Contains("No event of the last 7 days fits.", await client.GetStringAsync("/search", Cancel),
            StringComparison.Ordinal);
        Assert.Contains("Nothing has failed for good.", await client.GetStringAsync("/failures", Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReplay_TakesWhatWasCounted_WithItsReasonAndRate()
    {
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(
            client, "/jobs/new?action=replay&group=g1", "create",
            ("Form.Reason", " It is back "), ("Form.Rate", "25"), ("Form.AsOf", "2026-11-29T01:00:00.0000000+00:00"));

        Assert.Equal("/jobs/42", answer.RequestMessage!.RequestUri!.AbsolutePath);
        var asked = Receiver.Requests.Last(
            request => request.Path == "/admin/jobs"
            && !request.Body.Contains("dryRun", StringComparison.Ordinal)).Body;
        Assert.Equal("""{"action":"replay","group":"g1","ratePerSecond":25,"reason":"It is back","asOf":"2026-11-29T01:00:00+00:00"}""", asked);
    }

    [Theory]
    [InlineData("state:finished%20destination:crm", "They are put back to be processed, each once.")]
    [InlineData("state:deadLetter%20destination:crm", "What crm didn't take is handed on to it again, each once;")]
    [InlineData("destination:crm", "What crm didn't take is handed on to it again, each once;")]
    public async Task AReplay_IsOfOneDestinationAlone_WhereItIsOfWhatFailedThere(string query, string meaning)
    {
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(
            await client.GetStringAsync("/jobs/new?action=replay&q=" + query, Cancel));

        Assert.Contains(meaning, page, StringComparison.Ordinal);
        Assert.Equal(
            meaning.Contains("crm", StringComparison.Ordinal),
            page.Contains("What crm didn't take", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/failures", "state:deadLetter")]
    [InlineData("/failures?at=crm", "state:deadLetter destination:crm")]
    public async Task AllThatFailed_IsReplayedHoweverOldItIs(string path, string words)
    {
        using var client = await Running.OpenAsync();
        var link = Links.With("/jobs/new", ("action", "replay"), ("q", words));
        Assert.Contains(
            link, WebUtility.HtmlDecode(await client.GetStringAsync(path, Cancel)), StringComparison.Ordinal);

        var page = WebUtility.HtmlDecode(await client.GetStringAsync(link, Cancel));

        var asked = JsonSerializer.Deserialize(
            Receiver.Requests.Last(request => request.Path == "/admin/jobs").Body, ReceiverJson.Default.JobRequest)!;
        Assert.Equal((DeliveryState.DeadLetter, null), (asked.Filter!.State, asked.Filter.From));
        Assert.Contains($"All that fit {words}</span>", page, StringComparison.Ordinal);

        // What is seen of it is what is taken.
        Assert.Contains(Links.Search(words), page, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "of the last 7 days</h2>", await client.GetStringAsync(Links.Search(words), Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJobFromASearch_TakesTheSpanThatWasCounted()
    {
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(
            client, "/jobs/new?action=discard&q=reason:timeout%20from:2h", "create",
            ("Form.Reason", "Test data"), ("Form.Rate", "50"), ("Form.AsOf", "2026-11-29T04:00:01+00:00"),
                ("Form.Before", "2026-11-29T04:00:00+00:00"));

        Assert.Equal("/jobs/42", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains(
            """{"action":"discard","filter":{"reason":"timeout","from":"2026-11-29T02:00:00+00:00","state":"deadLetter"},"ratePerSecond":50,"reason":"Test data","asOf":"2026-11-29T04:00:01+00:00"}""",
            Receiver.Requests.Select(request => request.Body));
    }

    [Theory]
    [InlineData("replay&q=state:open", "What is open is processed anyhow")]
    [InlineData("discard&q=state:finished", "Only what failed for good can be discarded")]
    [InlineData("erase&q=topic:a.b", "An erasure takes what one conversation or one event left")]
    [InlineData("replay&q=some-id", "Say what kind of id it is")]
    [InlineData("replay&q=from:yesterday", "from: is a moment in UTC")]
    [InlineData("erase", "Of which conversation?")]
    [InlineData("replay", "<a href=\"/search?q=state%3AdeadLetter\">Search</a>: all that fit its words.")]
    [InlineData("discard", "<h2 id=\"from\">Choose first what to discard</h2>")]
    [InlineData("fetch", "<a href=\"/reconciliation\">Lost events</a>: some conversations of a window")]
    [InlineData("replay&q=some-id", "<a href=\"/search?q=some-id\">Change the search</a>")]
    public async Task WhatNoJobCanTake_IsSaid_AndNothingIsCounted(string asked, string said)
    {
        using var client = await Running.OpenAsync();

        var page = await client.GetStringAsync($"/jobs/new?action={asked}", Cancel);

        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Requests, request => request.Path == "/admin/jobs");
    }

    [Fact]
    public async Task AnomaliesThatWereSetAside_AreSentAgainOrDiscarded_WithAReason()
    {
        using var client = await Running.OpenAsync();

        using var chosen = await ARunningConsole.SubmitAsync(
            client, "/anomalies?state=setAside", "act",
            ("Form.Keys", "906"), ("Form.Keys", "907"), ("Form.Reason", "It is mended"), ("Form.Act", "replay"));
        using var one = await ARunningConsole.SubmitAsync(
            client, "/anomalies/906", "act", ("Form.Reason", "Test data"), ("Form.Act", "discard"));

        Assert.Contains("on the way to CloudWatch again", await chosen.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
        Assert.Contains("removed", await one.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains(Receiver.Requests, request =>
            request is { Path: "/admin/anomalies/replay", Body: """{"keys":[906,907],"reason":"It is mended"}""" });
        Assert.Contains(Receiver.Requests, request =>
            request is { Path: "/admin/anomalies/discard", Body: """{"keys":[906],"reason":"Test data"}""" });
    }

    [Fact]
    public async Task AFile_IsJudged_AndSentToAReceiverInDevelopment()
    {
        using var client = await Running.OpenAsync();
        var token = ARunningConsole.TokenIn(await client.GetStringAsync("/check", Cancel));
        using var content = new MultipartFormDataContent
        {
            { new StringContent("check"), "_handler" }, { new StringContent(token), "__RequestVerificationToken" },
            { new StringContent("send"), "Form.Act" }, { new StringContent("{\"id\":2}"), "Form.File", "event.json" },
        };

        using var answer = await client.PostAsync(new Uri("/check", UriKind.Relative), content, Cancel);
        var page = System.Net.WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Contains("The receiver answered 200.", page, StringComparison.Ordinal);
        Assert.Contains("The flat one", page, StringComparison.Ordinal);
        Assert.Contains(Receiver.Requests, request =>
            request is { Path: "/eventbridge/subscription", Body: "{\"id\":2}" });
    }

    [Fact]
    public async Task AnEvent_IsSentToNoReceiverThatIsInProduction()
    {
        Receiver.Story.Info = Receiver.Story.Info with { Environment = "Production" };
        using var client = await Running.OpenAsync();

        Assert.DoesNotContain(
            "Send it to the receiver", await client.GetStringAsync("/check", Cancel), StringComparison.Ordinal);
        using var answer = await ARunningConsole.SubmitAsync(
            client, "/check", "check", ("Form.Payload", "{}"), ("Form.Act", "send"));

        Assert.DoesNotContain(Receiver.Requests, request => request.Path == "/eventbridge/subscription");
    }

    [Fact]
    public async Task AJobWithoutAReason_IsNotCreated()
    {
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(
            client, "/jobs/new?action=discard&keys=1996&keys=1995", "create", ("Form.Reason", " "),
            ("Form.Rate", "25"));

        Assert.Contains("Give a reason", await answer.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
        Assert.Equal(2, Receiver.Story.Jobs.Count);
    }

    [Theory]
    [InlineData("/jobs/999", "stop", "There is no job with this number.")]
    [InlineData("/destinations/none", "pause", "There is no destination with this name")]
    [InlineData("/deliveries/424242", "clear", "The journal has no event with this number")]
    [InlineData("/anomalies/1", "act", "The journal has no anomaly with this number")]
    [InlineData("/jobs/new?action=replay", "create", "Choose first what to replay")]
    public async Task AFormOfWhatEndedMeanwhile_SaysWhatIsSo(string path, string form, string said)
    {
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(client, path, form, ("Form.Reason", "Mine"));

        Assert.Contains(said, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/jobs/41", "stop")]
    [InlineData("/destinations/crm", "resume")]
    [InlineData("/deliveries/1996", "clear")]
    [InlineData("/anomalies/906", "act")]
    [InlineData("/anomalies?state=setAside", "act")]
    [InlineData("/jobs/new?action=replay&group=g1", "create")]
    public async Task AFormThatIsSentWhileTheReceiverIsAway_SaysSo(string path, string form)
    {
        using var client = await Running.OpenAsync();
        Receiver.Break(context => context.Request.Path.StartsWithSegments("/admin", StringComparison.Ordinal));

        using var answer = await ARunningConsole.SubmitAsync(
            client, path, form, ("Form.Reason", "Mine"), ("Form.Rate", "50"), ("Form.Keys", "906"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("The receiver can&#x27;t answer that now.",
            await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/destinations/crm", "resume")]
    [InlineData("/anomalies/906", "act")]
    [InlineData("/anomalies?state=setAside", "act")]
    [InlineData("/jobs/new?action=replay&group=g1", "create")]
    public async Task WhatWasTyped_StandsInTheFormAgain_WhereItCouldntBeDone(string path, string form)
    {
        using var client = await Running.OpenAsync();
        (string, string)[] typed =
        [
            ("Form.Reason", "Mine & \"yours\""), ("Form.Rate", "7"), ("Form.Keys", "906"), ("Form.Act", "replay"),
            ("Form.AsOf", "2026-11-29T01:00:00.0000000+00:00"),
        ];

        foreach (var isAway in new[] { true, false })
        {
            Receiver.Break(context => context.Request.Path.StartsWithSegments("/admin", StringComparison.Ordinal)
                && (isAway || (HttpMethods.IsPost(context.Request.Method)
                    && !Receiver.Requests.Last().Body.Contains("dryRun", StringComparison.Ordinal))));
            using var refused = await ARunningConsole.SubmitAsync(client, path, form, typed);
            var page = await refused.Content.ReadAsStringAsync(Cancel);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(isAway, page.Contains("Nothing was done yet.", StringComparison.Ordinal));
            Assert.Contains(
                "name=\"Form.Reason\" value=\"Mine &amp; &quot;yours&quot;\"", page, StringComparison.Ordinal);
            Assert.Contains($"name=\"_handler\" value=\"{form}\"", page, StringComparison.Ordinal);
            Assert.DoesNotContain(">Try again</a>", page, StringComparison.Ordinal);
        }

        Receiver.Break(_ => false);
        using var done = await ARunningConsole.SubmitAsync(client, path, form, typed);

        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.DoesNotContain("value=\"Mine", await done.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllThatWasChosen_IsSentAgain_WhereTheReceiverWasAway()
    {
        using var client = await Running.OpenAsync();
        Receiver.Break(_ => true);

        using var answer = await ARunningConsole.SubmitAsync(
            client, "/anomalies?state=setAside", "act",
            ("Form.Keys", "906"), ("Form.Keys", "907"), ("Form.Reason", "Mine"), ("Form.Act", "discard"));

        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.All(
            [("Form.Keys", "906"), ("Form.Keys", "907"), ("Form.Act", "discard")],
            (one) => Assert.Contains(
                $"<input type=\"hidden\" name=\"{one.Item1}\" value=\"{one.Item2}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnomaliesOfWhichNoneIsChosen_AreAskedFor_AndTheReasonStands()
    {
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(
            client, "/anomalies?state=setAside", "act", ("Form.Reason", "Mine"), ("Form.Act", "discard"));

        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("Choose some of them first.", page, StringComparison.Ordinal);
        Assert.Contains("name=\"Form.Reason\" value=\"Mine\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APayload_StandsInThePage_WhereTheReceiverIsAway()
    {
        using var client = await Running.OpenAsync();
        Receiver.Break(_ => true);

        using var answer = await ARunningConsole.SubmitAsync(
            client, "/check", "check", ("Form.Payload", "{\"of\":\"mine\"}"));

        Assert.Contains("{&quot;of&quot;:&quot;mine&quot;}</textarea>",
            await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFormThatAPageDoesntHave_DoesNothing()
    {
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(client, "/destinations/crm", "explode");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(Receiver.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task WhatAnotherOperatorActedOnBefore_IsSaidToBeSo()
    {
        Receiver.Story.Acted = new CommandResult(2, 1);
        Receiver.Story.Jobs.Add(Receiver.Story.Jobs[0] with { Id = 43, Total = 0, Done = 0 });
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(
            client, "/anomalies?state=setAside", "act",
            ("Form.Keys", "906"), ("Form.Keys", "907"), ("Form.Reason", "Mine"), ("Form.Act", "discard"));
        var job = await client.GetStringAsync("/jobs/43", Cancel);

        Assert.Contains(
            "1 anomaly was removed. 1 was no longer set aside: somebody acted on it before.",
            await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("Nothing was left of it when the job began", job, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADestinationThatIsGone_NeedsNobody_WhenNothingWaitsForIt()
    {
        Receiver.Story.Counts = Receiver.Story.Counts with
        {
            Destinations =
            [
                .. Receiver.Story.Counts.Destinations.Select(one =>
                    one with { Standing = DestinationStanding.NotConfigured, Waiting = one.Name == "crm" ? 0 : 3 }),
            ],
        };
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/", Cancel));

        Assert.DoesNotContain("crm isn't configured any more", page, StringComparison.Ordinal);
        Assert.Contains("lake isn't configured any more; 3 events wait.", page, StringComparison.Ordinal);
        Assert.Contains("It isn't configured any more. Nothing waits for it.",
            WebUtility.HtmlDecode(await client.GetStringAsync("/destinations/crm", Cancel)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADestinationThatFails_IsSaidToFail_AndNotSinceItsOldestEvent()
    {
        var crm = Receiver.Story.Counts.Destinations[0] with { Standing = DestinationStanding.Failing, Pause = null };
        Receiver.Story.Counts = Receiver.Story.Counts with { Destinations = [crm] };
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/", Cancel));

        Assert.Matches(
            "crm fails; 2,310 events wait[.] See what it answers[.]\\s*<span class=\"quiet\">The oldest since", page);
        Assert.DoesNotContain(">Since ", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobAction.Replay, "put back")]
    [InlineData(JobAction.Discard, "discarded")]
    [InlineData(JobAction.Erase, "erased")]
    [InlineData(JobAction.Fetch, "asked for")]
    public async Task AJob_SaysWhatItDid_AndNotThatAllIsDone(JobAction action, string said)
    {
        Receiver.Story.Jobs.Add(Receiver.Story.Jobs[0] with { Id = 44, Action = action });
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/jobs/44", Cancel));

        Assert.Matches($"of <span data-of=\"total\">12</span>\\s*{said}<", page);
        Assert.Equal(
            action is JobAction.Replay or JobAction.Fetch,
            page.Contains("what fails again is among the", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatEndedBetweenItsReadingAndTheAct_IsSaidToBeGone()
    {
        using var client = await Running.OpenAsync();
        Receiver.Lose(context => HttpMethods.IsPost(context.Request.Method));

        using var answer = await ARunningConsole.SubmitAsync(
            client, "/destinations/crm", "resume", ("Form.Reason", "Mine"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("That isn&#x27;t there any more.", await answer.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressThatNothingIsAt_NamesThePersonAndTheRole_AsOtherPagesDo()
    {
        using var client = await Running.OpenAsync();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Receiver.Hold(context => context.Request.Path == "/admin/me" ? answered.Task : Task.CompletedTask);

        var asking = client.GetAsync("/none", Cancel);
        await Eventually.IsTrue(() => Receiver.Requests.Any(request => request.Path == "/admin/me"), "it is asked");
        // Another whole answer of the console: a page that waits for nobody is written by then.
        using var other = await client.GetAsync("/alive", Cancel);
        answered.SetResult();
        using var answer = await asking;

        Assert.Contains("<span class=\"who\" title=\"operator\">robin</span>",
            await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnomaliesThatTheDayBeforeHadNoneOf_AreNew_AndStandFirst()
    {
        var last = Receiver.Story.AnomalyGroups[^1];
        Receiver.Story.EarlierAnomalyGroups = [.. Receiver.Story.AnomalyGroups.Where(one => one.Id != last.Id)];
        using var client = await Running.OpenAsync();

        var since = await client.GetStringAsync("/anomalies?from=2026-11-29T12:03", Cancel);
        var usual = await client.GetStringAsync("/anomalies", Cancel);
        Receiver.Story.EarlierAnomalyGroups = [];
        var unknown = await client.GetStringAsync("/anomalies?from=2026-11-29T12:03", Cancel);

        Assert.Contains(
            "1 is new since <time datetime=\"2026-11-29T12:00:00.0000000Z\"", since, StringComparison.Ordinal);
        Assert.Single(since.Split(">new</span>").Skip(1));
        Assert.Contains("group=" + last.Id, since[..since.IndexOf(">new</span>", StringComparison.Ordinal)],
            StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Story.AnomalyGroups[0].Path!,
            since[..since.IndexOf(">new</span>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.DoesNotContain(">new</span>", usual, StringComparison.Ordinal);
        Assert.DoesNotContain(">new</span>", unknown, StringComparison.Ordinal);
        Assert.Contains(Receiver.Requests, request => Uri.UnescapeDataString(request.Path).Contains(
            "&to=2026-11-29T11:59:59.999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnomaliesSinceAMomentToCome_AreSaidToBeNone_AndTheDaysAreShown()
    {
        using var client = await Running.OpenAsync();

        var page = await client.GetStringAsync("/anomalies?from=9999-01-01T00:00", Cancel);

        Assert.Contains("That moment is still to come", page, StringComparison.Ordinal);
        Assert.Contains("By type, place and code", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnomaliesOfOneState_ArentShownBelowTheGroupsOfAll()
    {
        using var client = await Running.OpenAsync();

        var page = await client.GetStringAsync("/anomalies?state=setAside", Cancel);

        Assert.Contains("The newest, set aside", page, StringComparison.Ordinal);
        Assert.DoesNotContain("By type, place and code", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJob_IsStopped()
    {
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(client, "/jobs/41", "stop");

        Assert.Contains("stopped", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pause", "is paused")]
    [InlineData("resume", "goes on")]
    public async Task ADestination_IsPausedAndResumed_WithAReason(string act, string said)
    {
        Receiver.Story.Set("crm", act == "pause" ? DestinationStanding.Working : DestinationStanding.Paused);
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(
            client, "/destinations/crm", act, ("Form.Reason", "It is updated"));

        Assert.Contains(said, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains(Receiver.Requests, request =>
            request.Path == $"/admin/destinations/crm/{act}" && request.Body == """{"reason":"It is updated"}""");
    }

    [Fact]
    public async Task ATestEvent_ShowsItsAnswer()
    {
        using var client = await Running.OpenAsync();

        using var answer = await ARunningConsole.SubmitAsync(client, "/destinations/crm", "test");

        Assert.Contains("503 unavailable, after 214 ms", await answer.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEventThatGenesysPublishedAgain_LeadsToItsFirstDelivery()
    {
        using var client = await Running.OpenAsync();

        var again = await client.GetStringAsync("/deliveries/1994", Cancel);

        Assert.Contains("Genesys published this event again; first received", again, StringComparison.Ordinal);
        Assert.Contains("href=\"/deliveries/1955\"", again, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "published this event again", await client.GetStringAsync("/deliveries/1996", Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHandOverThatWasGivenUp_IsInTheJourney_WithItsReason()
    {
        Receiver.Rewrite(answer =>
        {
            if (answer?["handOvers"] is JsonArray { Count: 2 } handOvers)
            {
                answer["handOvers"] = new JsonArray(
                    Ended(handOvers[1]!, "crm", "deadLetter", "expired"),
                    Ended(handOvers[0]!, "queue", "deadLetter", "destination_full"),
                    Ended(handOvers[0]!, "file", "discarded", "Events of the load test"));
            }

            return answer;
        });
        using var client = await Running.OpenAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/deliveries/1996", Cancel));

        var journey = page[..page.IndexOf("id=\"facts\"", StringComparison.Ordinal)];
        Assert.Contains("Given up: expired", journey, StringComparison.Ordinal);
        Assert.Contains("for longer than its <code>MaxAge</code>", journey, StringComparison.Ordinal);
        Assert.Contains("Given up: destination full", journey, StringComparison.Ordinal);
        Assert.Contains("Discarded by an operator", journey, StringComparison.Ordinal);
        var table = page[page.IndexOf("Handed on</h3>", StringComparison.Ordinal)..];
        Assert.Contains("<span class=\"quiet\">destination full</span>", table, StringComparison.Ordinal);
        Assert.Contains("<span class=\"quiet\">Events of the load test</span>", table, StringComparison.Ordinal);

        JsonNode Ended(JsonNode one, string destination, string state, string reason)
        {
            var ended = one.DeepClone();
            (ended["destination"], ended["state"], ended["reason"]) = (destination, state, reason);
            ended["endedAt"] = Receiver.Story.Now;
            if (destination != "crm")
            {
                ended["attempts"] = new JsonArray();
            }

            return ended;
        }
    }

    [Fact]
    public async Task APayload_IsMasked_UntilWhoeverMayAsksForIt()
    {
        using var client = await Running.OpenAsync();
        var masked = await client.GetStringAsync("/deliveries/1996", Cancel);

        using var answer = await ARunningConsole.SubmitAsync(client, "/deliveries/1996", "clear");

        Assert.DoesNotContain("901820", masked, StringComparison.Ordinal);
        Assert.Contains("901820", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains(Receiver.Requests, request => request.Path == "/admin/deliveries/1996?clear=true");
    }

    [Theory]
    [InlineData("/check")]
    [InlineData("/check/findings")]
    public async Task APayload_IsJudged_WithAndWithoutJavaScript(string path)
    {
        using var client = await Running.OpenAsync();
        var token = ARunningConsole.TokenIn(await client.GetStringAsync("/check", Cancel));
        using var content = new FormUrlEncodedContent(
            [new("_handler", "check"), new("Form.Payload", "{\"id\":1}"), new("__RequestVerificationToken", token)]);

        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);

        Assert.Contains("<code>/data/conversation_id</code>: required when",
            await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains(Receiver.Requests, request =>
            request.Path == "/admin/validate" && request.Body == "{\"id\":1}");
    }

    [Theory]
    [InlineData("/no%20where?a=b", "/no%20where?a=b")]
    [InlineData("//other.example/jobs", "/")]
    public async Task ThePageOfAnUnknownAddress_LeadsToItself_AndNeverToAnotherHost(string asked, string here)
    {
        using var client = await Running.OpenAsync();

        using var answer = await client.GetAsync(
            new Uri(Running.Address.GetLeftPart(UriPartial.Authority) + asked), Cancel);

        var page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains($"href=\"{here}#page\"", page, StringComparison.Ordinal);
        Assert.Contains($"name=\"back\" value=\"{here}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATheme_IsKeptInACookie()
    {
        using var client = await Running.OpenAsync();

        using var content = new FormUrlEncodedContent(
        [
            new("theme", "dark"), new("back", "//evil.example"),
            new("__RequestVerificationToken",
                ARunningConsole.TokenIn(await client.GetStringAsync("/jobs", Cancel))),
        ]);
        using var themed = await client.PostAsync(new Uri("/theme", UriKind.Relative), content, Cancel);

        Assert.Equal(Running.Address.Authority, themed.RequestMessage!.RequestUri!.Authority);
        Assert.Contains("data-theme=\"dark\"", await client.GetStringAsync("/jobs", Cancel),
            StringComparison.Ordinal);
    }
}
