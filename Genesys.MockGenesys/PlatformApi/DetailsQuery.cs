using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>
/// <c>POST /api/v2/analytics/conversations/details/query</c>, as far as the interval, the pages and the order go:
/// filters and aggregations are refused rather than passed over.
/// </summary>
internal static class DetailsQuery
{
    private const int DefaultPageSize = 25;
    private const int MaxPageSize = 100;

    private static readonly string[] KnownMembers = ["interval", "paging", "order", "orderBy"];

    public static async Task AnswerAsync(HttpContext context, MadeConversations made, TimeProvider clock)
    {
        JsonObject? query;
        try
        {
            query = await context.Request.ReadFromJsonAsync<JsonObject>(context.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            query = null;
        }

        if (query is null)
        {
            await ApiProblem.WriteAsync(context, StatusCodes.Status400BadRequest);
        }
        else if (FindProblem(query) is { } problem)
        {
            await ApiProblem.WriteAsync(context, StatusCodes.Status400BadRequest, problem.Code, problem.Message);
        }
        else
        {
            await context.Response.WriteAsJsonAsync(Answer(query, made, clock.GetUtcNow()), context.RequestAborted);
        }
    }

    private static (string Code, string Message)? FindProblem(JsonObject query)
    {
        if (query.FirstOrDefault(member => !KnownMembers.Contains(member.Key)) is { Key: { } unknown })
        {
            return ("invalid.value", $"The mock doesn't know {unknown}.");
        }

        if (!TryReadInterval(query, out var from, out var to) || from >= to || to - from > TimeSpan.FromDays(31))
        {
            return ("invalid.date",
                "The interval must be two moments of ISO 8601 with a slash between them, 31 days apart at most.");
        }

        var (size, number) = PageOf(query);
        return size is < 1 or > MaxPageSize || number < 1
            ? ("invalid.value", $"The page size must be 1 to {MaxPageSize}, and the page number at least 1.")
            : null;
    }

    private static JsonObject Answer(JsonObject query, MadeConversations made, DateTimeOffset now)
    {
        TryReadInterval(query, out var from, out var to);
        var (size, number) = PageOf(query);
        var found = made.UnderWay(from, to < now ? to : now);
        if (TextOf(query, "order") == "desc")
        {
            found = [.. found.Reverse()];
        }

        var page = found.Skip((number - 1) * size).Take(size).Select(conversation => (JsonNode)Of(conversation, now))
            .ToArray();
        var answer = new JsonObject { ["totalHits"] = found.Count };
        if (page.Length > 0)
        {
            // Behind the last page there is no such member at all.
            answer["conversations"] = new JsonArray(page);
        }

        return answer;
    }

    private static JsonObject Of(Conversation conversation, DateTimeOffset now)
    {
        var answer = AnalyticsAnswer.Of(conversation);
        if (conversation.IsLive(now))
        {
            answer.Remove("conversationEnd");
        }

        return answer;
    }

    private static (int Size, int Number) PageOf(JsonObject query) => query["paging"] is JsonObject paging
        ? (NumberOf(paging, "pageSize") ?? DefaultPageSize, NumberOf(paging, "pageNumber") ?? 1)
        : (DefaultPageSize, 1);

    private static int? NumberOf(JsonObject paging, string name) => paging[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        _ => 0,
    };

    private static string? TextOf(JsonObject query, string name) =>
        query[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool TryReadInterval(JsonObject query, out DateTimeOffset from, out DateTimeOffset to)
    {
        (from, to) = (default, default);
        return TextOf(query, "interval")?.Split('/') is [var begin, var end]
            && TryReadMoment(begin, out from) && TryReadMoment(end, out to);
    }

    private static bool TryReadMoment(string text, out DateTimeOffset moment) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out moment);
}
