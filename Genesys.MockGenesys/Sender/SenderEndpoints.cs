using System.Text.Json.Serialization;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.PlatformApi;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

/// <summary>What the sender says of itself and lets change while it runs, below <c>/mock</c>.</summary>
internal static class SenderEndpoints
{
    private const int MostLines = 1_000;

    public static void MapSender(this IEndpointRouteBuilder routes)
    {
        var mock = routes.MapGroup("/mock");
        mock.MapGet("/sender", Describe);
        mock.MapPut("/sender/settings", Change);
        mock.MapPut("/sender/rate", (Rate wanted, CurrentSettings settings) =>
            Change(settings.Value with { Rate = wanted.Value }, settings));
        mock.MapPut("/sender/republish", (Share wanted, CurrentSettings settings) =>
            Change(settings.Value with { RepublishShare = wanted.Value }, settings));
        mock.MapPut("/sender/live-calls", (Calls wanted, CurrentSettings settings) =>
            Change(settings.Value with { LiveCalls = wanted.Value }, settings));
        mock.MapGet("/ledger", List);
        mock.MapGet("/ledger/{number:long}", (Ledger ledger, long number) =>
            ledger.Find(number) is { } found
                ? Results.Ok(found)
                : Results.Problem(
                    "The ledger has no event of this number, or no longer.", statusCode: 404, title: "No such event"));
        mock.MapGet("/lost", (MadeConversations made) => made.Lost);
        mock.MapGet("/fetches/{conversationId}", (ApiTraffic traffic, string conversationId) =>
            traffic.LastFetch(conversationId) is { } fetch
                ? Results.Ok(new { fetchedAt = fetch.At })
                : Results.Problem(
                    "Nobody fetched a conversation of this id.", statusCode: 404, title: "No such fetch"));
        // As objects: each is written with the members of its own form.
        mock.MapGet("/dead-letters", (Ledger ledger, int? count) =>
            ledger.DeadLetters(Math.Clamp(count ?? 50, 1, MostLines)).Select(letter => (object)letter));
    }

    private static SenderStatus Describe(
        EventBridge bus, Ledger ledger, CurrentSettings settings, ApiTraffic traffic,
        IOptions<SenderOptions> options) => new(
        bus.Phase,
        options.Value.Target,
        options.Value.Bus,
        settings.Value,
        ledger.Count(),
        traffic.Fetches,
        traffic.ThrottledRequests);

    private static IResult List(Ledger ledger, string? state, int? count)
    {
        EventState? wanted = null;
        if (!string.IsNullOrEmpty(state))
        {
            if (!Enum.TryParse<EventState>(state, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
            {
                return Results.Problem(
                    "The states are waiting, delivered, refused and exhausted.", statusCode: 400,
                    title: "No such state");
            }

            wanted = parsed;
        }

        return Results.Ok(ledger.Latest(Math.Clamp(count ?? 50, 1, MostLines), wanted));
    }

    private static IResult Change(SenderSettings wanted, CurrentSettings settings)
    {
        var problems = wanted.FindProblems().ToArray();
        if (problems.Length > 0)
        {
            return Results.Problem(string.Join(' ', problems), statusCode: 400, title: "These settings can't be used");
        }

        settings.Value = wanted;
        return Results.Ok(wanted);
    }

    private sealed record Rate([property: JsonRequired, JsonPropertyName("rate")] double Value);

    private sealed record Share([property: JsonRequired, JsonPropertyName("share")] double Value);

    private sealed record Calls([property: JsonRequired, JsonPropertyName("calls")] int Value);
}
