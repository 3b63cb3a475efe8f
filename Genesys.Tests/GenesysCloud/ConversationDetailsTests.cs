using System.Text.Json;
using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.GenesysCloud;

/// <summary>
/// The query of analytics details: what it asks, what it makes of the answer, and that it lets fetches go first.
/// </summary>
public sealed class ConversationDetailsTests : IDisposable
{
    private const string APage = """
        {"totalHits":2,"conversations":[
          {"conversationId":"a","conversationStart":"2026-03-01T10:00:01.500Z","conversationEnd":"2026-03-01T10:05:00.000Z","participants":[{"purpose":"customer","sessions":[]},{"purpose":"acd"},{"participantId":"p"}]},
          {"conversationId":"b","conversationStart":"2026-03-01T10:00:02.000Z","divisionIds":["d"]}]}
        """;

    private static readonly DateTimeOffset Ten = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly ClientFixture _client = new();
    private readonly List<string> _asked = [];

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Page_AsksForTheIntervalInOrder_AndHasTheConversationsWithTheirParticipants()
    {
        _client.Handler.OnQuery = AnswerAsync(200, APage);

        var page = await _client.RunAsync(QueryAsync(3));

        Assert.Null(page.Problem);
        Assert.Equal(2, page.TotalHits);
        Assert.Equal(
            ("a", Ten.AddSeconds(1.5), (DateTimeOffset?)Ten.AddMinutes(5)),
            (page.Conversations[0].Id, page.Conversations[0].StartedAt, page.Conversations[0].EndedAt));
        Assert.Equal(["acd", "customer"], page.Conversations[0].Purposes.Order());
        Assert.Equal(
            ("b", (DateTimeOffset?)null, 0),
            (page.Conversations[1].Id, page.Conversations[1].EndedAt, page.Conversations[1].Purposes.Count));
        using var asked = JsonDocument.Parse(Assert.Single(_asked));
        Assert.Equal(
            "2026-03-01T10:00:00.000Z/2026-03-01T11:00:00.000Z", asked.RootElement.GetProperty("interval").GetString());
        Assert.Equal(
            "asc conversationStart 100 3",
            string.Join(
                ' ', asked.RootElement.GetProperty("order"), asked.RootElement.GetProperty("orderBy"),
                asked.RootElement.GetProperty("paging").GetProperty("pageSize"),
                asked.RootElement.GetProperty("paging").GetProperty("pageNumber")));
    }

    [Fact]
    public async Task PageBehindTheLast_HasNoConversations()
    {
        _client.Handler.OnQuery = AnswerAsync(200, """{"totalHits":0}""");

        var page = await _client.RunAsync(QueryAsync(1));

        Assert.Equal((null, 0), (page.Problem, page.Conversations.Count));
    }

    [Theory]
    [InlineData(403, "{}", "http_403")]
    [InlineData(503, "{}", "http_503")]
    [InlineData(400, "{}", "http_400")]
    [InlineData(200, """{"conversations":[{"conversationStart":"2026-03-01T10:00:00Z"}]}""", "wrong_shape")]
    [InlineData(200, """{"conversations":7}""", "wrong_shape")]
    [InlineData(200, "[]", "wrong_shape")]
    [InlineData(200, """{"conversations":[null]}""", "wrong_shape")]
    [InlineData(200, """{"conversations":[{"conversationId":"a","conversationStart":"2026-03-01T10:00:00Z","participants":[{"purpose":"acd"},null]}]}""", "wrong_shape")]
    [InlineData(200, """{"conversations":[{"conversationId":"a\ud800","conversationStart":"2026-03-01T10:00:00Z"}]}""", "wrong_shape")]
    [InlineData(200, """{"conversations":[{"\ud800":1,"conversationId":"a","conversationStart":7}]}""", "wrong_shape")]
    [InlineData(200, """{"conversations":[{"conversationId":"a","conversationStart":"0001-01-01T00:00:00+14:00"}]}""", "wrong_shape")]
    public async Task AnswerThatIsNone_IsAProblem_AndIsNotAskedForAgainAtOnce(int status, string body, string problem)
    {
        _client.Handler.OnQuery = AnswerAsync(status, body);

        var page = await _client.RunAsync(QueryAsync(1));

        Assert.Equal((problem, status), (page.Problem, page.StatusCode));
        Assert.Single(_asked);
        Assert.Equal(
            status == 403,
            _client.Availability.Problems.Any(
                sentence => sentence.Contains("analytics:conversationDetail:view", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Query_WaitsWhileFetchesWait_AndGoesAfterAMinuteAtTheLatest()
    {
        using var client = new ClientFixture(("Genesys:RequestsPerMinute", "6"));
        var order = new List<string>();
        client.Handler.OnQuery = (_, _) =>
        {
            order.Add("query");
            return ScriptedHandler.Answer(200, """{"totalHits":0}""");
        };
        client.Handler.OnConversation = (_, _, _) =>
        {
            order.Add("fetch");
            return ScriptedHandler.Answer(
                200, null, ("inin-ratelimit-count", "1"), ("inin-ratelimit-allowed", "6"),
                ("inin-ratelimit-reset", "60"));
        };
        var fetches = Enumerable.Range(0, 3).Select(worker => FetchAsync(client, worker)).ToList();
        var details = client.Services.GetRequiredService<ConversationDetails>();
        var query = details.QueryAsync(Ten, Ten.AddHours(1), 1, Cancel);
        var began = client.Time.GetUtcNow();

        await client.RunAsync(query);
        var took = client.Time.GetUtcNow() - began;
        await client.RunAsync(Task.WhenAll(fetches));

        Assert.InRange(order.IndexOf("query"), 5, 13);
        Assert.True(took >= TimeSpan.FromSeconds(60), $"{took}");
    }

    // There is always another in line.
    private static async Task<int> FetchAsync(ClientFixture client, int worker)
    {
        for (var i = 0; i < 5; i++)
        {
            await client.FetchAsync($"c{worker}-{i}");
        }

        return worker;
    }

    private Task<DetailsPage> QueryAsync(int page) => _client.Services.GetRequiredService<ConversationDetails>()
        .QueryAsync(Ten, Ten.AddHours(1), page, Cancel);

    private Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> AnswerAsync(
        int status, string body) => async (request, cancellation) =>
    {
        _asked.Add(await request.Content!.ReadAsStringAsync(cancellation));
        return await ScriptedHandler.Answer(status, body);
    };
}
