using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Genesys.MockGenesys.Events;
using Genesys.MockGenesys.PlatformApi;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

internal static class SenderExtensions
{
    private const int LongestBody = 2_000_000;
    private const int MostLines = 1_000;

    public static void AddSender(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SenderOptions>()
            .Bind(builder.Configuration.GetSection(SenderOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SenderOptions>, SenderOptionsValidator>();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));

        builder.Services.AddSingleton<Ledger>();
        builder.Services.AddSingleton<WaitingInvocations>();
        builder.Services.AddSingleton<SenderTelemetry>();
        builder.Services.AddSingleton<CurrentSettings>();
        builder.Services.AddSingleton<Invoker>();
        builder.Services.AddSingleton<ApiDestination>();
        builder.Services.AddSingleton<EventBridge>();
        builder.Services.AddHostedService(services => services.GetRequiredService<EventBridge>());
        builder.Services.AddHttpClient(Invoker.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, services) =>
            {
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate;
                if (!services.GetRequiredService<IOptions<SenderOptions>>().Value.PropagateTrace)
                {
                    handler.ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator();
                }
            });
    }

    /// <summary>The sender's own API below <c>/mock</c>.</summary>
    public static void MapSender(this IEndpointRouteBuilder routes)
    {
        var mock = routes.MapGroup("/mock");
        mock.MapGet("/sender", Describe);
        mock.MapPut("/sender/settings", Change);
        mock.MapPut("/sender/rate", ChangeRate);
        mock.MapPost("/events", PublishAsync);
        mock.MapPost("/events/malformed/{**name}", PublishMalformed);
        mock.MapGet("/malformed", () => MalformedEvents.All.Select(one => new { one.Name, one.Generation, one.ExpectedStatus, one.ContentType }));
        mock.MapGet("/malformed/{**name}", ShowMalformed);
        mock.MapGet("/examples/{generation}", ShowExample);
        mock.MapGet("/ledger", List);
        mock.MapGet("/ledger/{number:long}", (Ledger ledger, long number) => ledger.Find(number) is { } found ? Results.Ok(found) : Results.NotFound());
        mock.MapGet("/fetches/{conversationId}", (ApiTraffic traffic, string conversationId) =>
            traffic.LastFetch(conversationId) is { } fetchedAt ? Results.Ok(new { fetchedAt }) : Results.NotFound());
        mock.MapGet("/dead-letters", (Ledger ledger, int? count) => ledger.DeadLetters(Math.Clamp(count ?? 50, 1, MostLines)));
    }

    private static SenderStatus Describe(EventBridge bus, Ledger ledger, CurrentSettings settings, ApiTraffic traffic, IOptions<SenderOptions> options) => new(
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
                return Results.Problem("The states are waiting, delivered, refused and exhausted.", statusCode: 400, title: "No such state");
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

    private static IResult ChangeRate(WantedRate wanted, CurrentSettings settings) =>
        Change(settings.Value with { Rate = wanted.Rate }, settings);

    // The body goes out byte for byte as it came, with its own Content-Type.
    private static async Task<IResult> PublishAsync(HttpRequest request, ApiDestination destination, EventBridge bus)
    {
        if (bus.Phase == SenderPhase.NoTarget)
        {
            return NoTarget();
        }

        if (destination.IsFull)
        {
            return TooMany();
        }

        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > LongestBody)
            {
                return Results.Problem($"Send at most {LongestBody} bytes.", statusCode: 413, title: "The event is too long");
            }

            body.Write(buffer, 0, read);
        }

        var entry = destination.Publish(ByHand.Read(body.ToArray(), request.ContentType));
        return Results.Accepted($"/mock/ledger/{entry.Number}", new { entry.Number, entry.Event.Id });
    }

    private static IResult ShowExample(string generation, EventSource source) =>
        Enum.TryParse<EventGeneration>(generation, ignoreCase: true, out var wanted) && Enum.IsDefined(wanted)
            ? Results.Text(source.Example(wanted), "application/json")
            : Results.Problem("The generations are flat and partner.", statusCode: 404, title: "No such generation");

    private static IResult ShowMalformed(string name, EventSource source) => MalformedEvents.Find(name) is { } malformation
        ? Results.Bytes(source.Malformed(malformation).Body.ToArray(), "text/plain; charset=utf-8")
        : NoSuchMalformation();

    private static IResult PublishMalformed(string name, EventSource source, ApiDestination destination, EventBridge bus)
    {
        if (bus.Phase == SenderPhase.NoTarget)
        {
            return NoTarget();
        }

        if (MalformedEvents.Find(name) is not { } malformation)
        {
            return NoSuchMalformation();
        }

        if (destination.IsFull)
        {
            return TooMany();
        }

        var entry = destination.Publish(source.Malformed(malformation));
        return Results.Accepted($"/mock/ledger/{entry.Number}", new { entry.Number, entry.Event.Id });
    }

    private static IResult NoSuchMalformation() =>
        Results.Problem("GET /mock/malformed lists the names.", statusCode: 404, title: "No such malformed event");

    private static IResult TooMany() =>
        Results.Problem("Wait until the receiver has taken some of them.", statusCode: 503, title: "Too many events wait to be sent");

    private static IResult NoTarget() =>
        Results.Problem("Set Sender:Target to the receiver's address and start again.", statusCode: 409, title: "There is no receiver to send to");

    private sealed record WantedRate([property: JsonRequired] double Rate);
}
