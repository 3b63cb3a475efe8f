using System.Globalization;
using System.Text.Json.Nodes;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Reconciliation;
using Genesys.Tests.GenesysCloud;
using Genesys.Tests.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Reconciliation;

/// <summary>What is made of a window: the journal is a real one, analytics a script.</summary>
public sealed class WindowCheckTests : IAsyncLifetime
{
    private const string Detail = "v2.detail.events.conversation.{id}.";

    private static readonly DateTimeOffset From = JournalRecords.Start.AddHours(-2);

    private readonly ClientFixture _client = new(("Genesys:RequestsPerMinute", "100000"));
    private readonly SqliteWorld _world = new();
    private readonly List<(string Id, DateTimeOffset Start, DateTimeOffset? End, string[] Purposes)> _analytics = [];
    private readonly List<string> _intervals = [];
    private readonly ReconciliationOptions _options = new() { RequestsPerMinute = 300 };
    private IJournal _journal = null!;
    private int _events;

    private static ReconciliationWindow TheWindow =>
        new() { Id = 1, From = From, To = From.AddHours(1), DueAt = From.AddHours(2) };

    private IJournalReconciliation Store => ((IJournalStore)_journal).Reconciliation;

    public async ValueTask InitializeAsync()
    {
        _journal = await _world.StartAsync();
        _client.Handler.OnQuery = async (request, cancellation) =>
            await ScriptedHandler.Answer(
                200, Answer(JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellation))!));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Conversation_WithoutAnyEvent_IsNamedByItsId_AndNoOtherIs()
    {
        for (var i = 0; i < 250; i++)
        {
            Named($"c{i}", i);
            if (i % 50 != 7)
            {
                await HeardAsync($"c{i}", "customer.start", "acd.start", "acd.end", "customer.end");
            }
        }

        var (window, found) = await CompareAsync();

        Assert.Equal(
            ["c107", "c157", "c207", "c57", "c7"],
            found.Select(entry => entry.ConversationId).Order(StringComparer.Ordinal));
        Assert.All(found, entry => Assert.Equal(ReconciliationResult.Missing, entry.Result));
        Assert.Equal(
            (245, 5, 0, 0, 3), (window.Known, window.Missing, window.Incomplete, window.NotExpected, window.Requests));
        Assert.Equal(window.To + TimeSpan.FromHours(2), window.DueAt);
    }

    [Fact]
    public async Task Conversation_ThatLacksItsLastEventAlone_IsIncomplete_UnlessItGoesOnOrHasJustEnded()
    {
        foreach (var (id, end) in new[]
        {
            ("ended", From.AddMinutes(50)), ("just", From.AddMinutes(90)), ("live", (DateTimeOffset?)null),
            ("whole", From.AddMinutes(50)),
        })
        {
            _analytics.Add((id, From.AddMinutes(1), end, ["customer", "acd"]));
            await HeardAsync(id, id == "whole" ? ["customer.start", "customer.end"] : ["customer.start", "acd.end"]);
        }

        var (window, found) = await CompareAsync();

        Assert.Equal(
            ("ended", ReconciliationResult.Incomplete, Detail + "customer.end"),
            (found.Single().ConversationId, found.Single().Result, found.Single().EndTopic));
        Assert.Equal((3, 0, 1), (window.Known, window.Missing, window.Incomplete));
    }

    [Fact]
    public async Task Conversation_ThatEndsAtTheEndOfAllTime_GoesOn()
    {
        _analytics.Add(("odd", From.AddMinutes(1), DateTimeOffset.MaxValue, ["customer"]));
        _analytics.Add(("ended", From.AddMinutes(2), From.AddMinutes(50), ["customer"]));
        await HeardAsync("odd", "customer.start");
        await HeardAsync("ended", "customer.start");

        var (window, found) = await CompareAsync();

        Assert.Equal((1, 0, 1), (window.Known, window.Missing, window.Incomplete));
        Assert.Equal("ended", found.Single().ConversationId);
    }

    [Fact]
    public async Task Conversation_ThatNoTopicHasAnEventFor_OrThatBeganInAnotherWindow_IsNotReported()
    {
        _analytics.Add(("internal", From.AddMinutes(1), From.AddMinutes(2), ["user"]));
        _analytics.Add(("earlier", From.AddMinutes(-1), From.AddMinutes(2), ["customer"]));
        _analytics.Add(("later", From.AddHours(1), From.AddHours(1.2), ["customer"]));

        var (window, found) = await CompareAsync();

        Assert.Empty(found);
        Assert.Equal((0, 0, 1), (window.Known, window.Missing, window.NotExpected));
        Assert.Null(window.DueAt);
    }

    [Fact]
    public async Task Window_WithMoreThanAQueryMayHave_IsAskedForInParts_AndEachConversationCountsOnce()
    {
        _options.MaxConversations = 100;
        for (var i = 0; i < 230; i++)
        {
            _analytics.Add(($"c{i}", From.AddSeconds(i * 15), From.AddSeconds((i * 15) + 100), ["customer"]));
        }

        var (window, found) = await CompareAsync();

        Assert.Equal((230, 230), (window.Missing, found.Select(entry => entry.ConversationId).Distinct().Count()));
        Assert.Equal(7, _intervals.Distinct().Count());
        Assert.Equal(_intervals.Count, window.Requests);
    }

    [Fact]
    public async Task Window_ThatIsComparedLate_IsNotLookedAtAgainAtOnce()
    {
        _analytics.Add(("lost", From.AddHours(-10), From.AddHours(-9.9), ["customer"]));

        var (window, _) = await CompareAsync(TheWindow with { From = From.AddHours(-10), To = From.AddHours(-9) });

        Assert.Equal(1, window.Missing);
        Assert.Equal(window.CheckedAt + TimeSpan.FromMinutes(30), window.DueAt);
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 24)]
    [InlineData(3, null)]
    public async Task Window_IsLookedAtAgainThreeTimes(int checks, int? hoursUntilTheNext)
    {
        var window = TheWindow with { CheckedAt = From, Checks = checks, Missing = 1 };

        var (looked, late) = await Check.LookAgainAsync(window, Cancel);

        Assert.Empty(late);
        Assert.Equal((checks + 1, 1), (looked.Checks, looked.Missing));
        Assert.Equal(
            hoursUntilTheNext is { } hours ? window.To + _options.Delay + TimeSpan.FromHours(hours) : null,
            looked.DueAt);
    }

    [Fact]
    public async Task Minute_WithMoreThanAQueryMayHave_IsAProblem()
    {
        _options.MaxConversations = 100;
        for (var i = 0; i < 101; i++)
        {
            _analytics.Add(($"c{i}", From, From.AddHours(1), ["customer"]));
        }

        var (window, found) = await CompareAsync();

        Assert.Empty(found);
        Assert.Contains("Reconciliation:MaxConversations", window.Problem, StringComparison.Ordinal);
        Assert.Null(window.CheckedAt);
    }

    [Fact]
    public async Task Events_ThatComeAfterTheComparison_AreLate_AndWhatReconciliationRecordedIsNoEvent()
    {
        await Store.TakeAsync(From, TimeSpan.FromHours(1), TimeSpan.FromHours(1), Cancel);
        Named("late", 1);
        Named("lost", 2);
        Named("fetched", 3);
        _analytics.Add(("ends late", From.AddMinutes(1), From.AddMinutes(2), ["customer"]));
        await HeardAsync("ends late", "customer.start", "acd.end");
        var taken = (await Store.TakeAsync(From, TimeSpan.FromHours(1), TimeSpan.FromHours(1), Cancel))!;
        var (window, found) = await CompareAsync(taken);
        await Store.KeepAsync(window, found, [], Cancel);
        await HeardAsync("late", "customer.start");
        await HeardAsync("ends late", "customer.end");
        await RecordAsync("fetched", ReconciliationEntry.EventType);
        await _world.CatchUpAsync(_journal);

        var (looked, late) = await Check.LookAgainAsync(window, Cancel);

        Assert.Equal((3, 1), (window.Missing, window.Incomplete));
        Assert.Equal((2, 0, 2), (looked.Missing, looked.Incomplete, looked.Late));
        var entries = (await Store.ConversationsAsync(window.Id, null, 10, null, Cancel)).Items;
        Assert.Equal(
            ["ends late", "late"],
            entries.Where(entry => late.Contains(entry.Key)).Select(entry => entry.ConversationId).Order());
        Assert.Equal(window.To + TimeSpan.FromHours(7), looked.DueAt);
    }

    [Theory]
    [InlineData("", "customer", true, "customer.end")]
    [InlineData("", "agent,acd", true, "user.end")]
    [InlineData("", "ivr", true, "flow.end")]
    [InlineData("", "user,external", false, null)]
    [InlineData("*.user.*", "customer,acd", false, null)]
    [InlineData("*.user.*", "customer,agent", true, "user.end")]
    [InlineData("*.customer.start", "customer", true, null)]
    [InlineData("genesys.cloud.conversation.*", "user", true, null)]
    public void Topics_SayWhichConversationsToExpect_AndWhatEndsThem(
        string topics, string purposes, bool isExpected, string? end)
    {
        var options = new ReconciliationOptions();
        foreach (var topic in topics.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            options.Topics.Add(topic);
        }

        var expected = new ExpectedTopics(Options.Create(options));
        var conversation = new NamedConversation("c", From, null, purposes.Split(',').ToHashSet());

        Assert.Equal(isExpected, expected.Expects(conversation));
        Assert.Equal(
            end is null ? null : Detail + end,
            expected.EndOf(conversation, new HashSet<string> { Detail + "acd.start" }));
    }

    [Fact]
    public void FlatConversation_EndsWithItsAnalysis_WhereThatIsSent()
    {
        var options = new ReconciliationOptions { Topics = { "genesys.cloud.conversation.*" } };
        var known = new HashSet<string> { "genesys.cloud.conversation.created" };
        var conversation = new NamedConversation("c", From, null, new HashSet<string>());

        Assert.Equal(
            "genesys.cloud.conversation.analyzed",
            new ExpectedTopics(Options.Create(options)).EndOf(conversation, known));
        Assert.Null(new ExpectedTopics(Options.Create(new ReconciliationOptions())).EndOf(conversation, known));
    }

    [Theory]
    [InlineData("v2.audits.*", false)]
    [InlineData("*.attributes", false)]
    [InlineData("*", true)]
    public void Topics_ThatTellOfNoConversation_AreRefused(string topic, bool isValid) =>
        Assert.Equal(
            isValid,
            new ReconciliationOptionsValidator(Options.Create(new JournalOptions()))
                .Validate(new ReconciliationOptions { Topics = { topic } }).IsValid);

    private WindowCheck Check => new(
        Store, _client.Services.GetRequiredService<ConversationDetails>(),
        new ExpectedTopics(Options.Create(_options)), Options.Create(_options), _client.Time);

    private async Task<(ReconciliationWindow Window, IReadOnlyList<ReconciliationEntry> Found)> CompareAsync(
        ReconciliationWindow? window = null)
    {
        await _world.CatchUpAsync(_journal);
        return await _client.RunAsync(Check.CompareAsync(window ?? TheWindow, Cancel));
    }

    private void Named(string id, int second) =>
        _analytics.Add((id, From.AddSeconds(second), From.AddSeconds(second + 100), ["customer", "acd"]));

    private async Task HeardAsync(string conversation, params string[] topics)
    {
        foreach (var topic in topics)
        {
            await RecordAsync(conversation, Detail + topic);
        }

        await _world.CatchUpAsync(_journal);
    }

    private async Task RecordAsync(string conversation, string topic)
    {
        var record = JournalRecords.ADelivery($"e{_events++}", conversation);
        await _journal.RecordAsync(
            record with { Delivery = record.Delivery with { EventType = topic }, NeedsProcessing = false }, false,
            Cancel);
    }

    private string Answer(JsonNode query)
    {
        var interval = query["interval"]!.GetValue<string>();
        _intervals.Add(interval);
        var ends = interval.Split('/').Select(text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture))
            .ToList();
        var found = _analytics.Where(one => one.Start < ends[1] && (one.End ?? DateTimeOffset.MaxValue) >= ends[0])
            .OrderBy(one => one.Start).ToList();
        var page = query["paging"]!["pageNumber"]!.GetValue<int>();
        return new JsonObject
        {
            ["totalHits"] = found.Count,
            ["conversations"] = new JsonArray(
                [.. found.Skip((page - 1) * 100).Take(100).Select(one => (JsonNode)new JsonObject
            {
                ["conversationId"] = one.Id,
                ["conversationStart"] = one.Start.ToString("O"),
                ["conversationEnd"] = one.End?.ToString("O"),
                ["participants"] = new JsonArray(
                    [.. one.Purposes.Select(purpose => (JsonNode)new JsonObject { ["purpose"] = purpose })]),
            })]),
        }.ToJsonString();
    }
}
