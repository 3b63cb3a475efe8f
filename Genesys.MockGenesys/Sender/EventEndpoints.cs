using Genesys.MockGenesys.Events;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// Events that are sent because somebody asks for them, and the catalogues of their kinds, below <c>/mock</c>.
/// </summary>
internal static class EventEndpoints
{
    private const int LongestBody = 2_000_000;

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var mock = routes.MapGroup("/mock");
        MapCatalogue(mock, "malformed", MalformedEvents.All);
        MapCatalogue(mock, "valid", ValidEvents.All);
        mock.MapGet("/examples/{generation}", ShowExample);

        var sending = mock.MapGroup("").AddEndpointFilter(RefuseWhenNothingCanBeSentAsync);
        sending.MapPost("/events", PublishOwnAsync);
        sending.MapPost("/events/malformed/{**name}", PublishKind(MalformedEvents.All));
        sending.MapPost("/events/valid/{**name}", PublishKind(ValidEvents.All));
        sending.MapPost("/ledger/{number:long}/replay", Replay);
        sending.MapPost("/ledger/{number:long}/republish", Republish);
        sending.MapPost("/dead-letters/replay", ReplayDeadLetters);
    }

    private static void MapCatalogue(IEndpointRouteBuilder mock, string name, IReadOnlyList<EventKind> kinds)
    {
        mock.MapGet(
            $"/{name}",
            () => kinds.Select(one => new { one.Name, one.Generation, one.ExpectedStatus, one.ContentType }));
        mock.MapGet($"/{name}/{{**kind}}", (string kind, EventSource source) => Find(kinds, kind) is { } found
            ? Results.Bytes(source.Of(found).Body.ToArray(), "text/plain; charset=utf-8")
            : NoSuchKind());
    }

    private static async ValueTask<object?> RefuseWhenNothingCanBeSentAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        if (services.GetRequiredService<EventBridge>().Phase == SenderPhase.NoTarget)
        {
            return Results.Problem(
                "Set Sender:Target to the receiver's address and start again.", statusCode: 409,
                title: "There is no receiver to send to");
        }

        return services.GetRequiredService<ApiDestination>().IsFull
            ? Results.Problem(
                "Wait until the receiver has taken some of them.", statusCode: 503,
                title: "Too many events wait to be sent")
            : await next(context);
    }

    // The body goes out byte for byte as it came, with its own Content-Type.
    private static async Task<IResult> PublishOwnAsync(HttpRequest request, ApiDestination destination)
    {
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > LongestBody)
            {
                return Results.Problem(
                    $"Send at most {LongestBody} bytes.", statusCode: 413, title: "The event is too long");
            }

            body.Write(buffer, 0, read);
        }

        return Accepted(destination.Publish(HandWrittenEvent.Read(body.ToArray(), request.ContentType)));
    }

    private static Func<string, EventSource, ApiDestination, IResult> PublishKind(IReadOnlyList<EventKind> kinds) =>
        (name, source, destination) => Find(kinds, name) is { } kind
            ? Accepted(destination.Publish(source.Of(kind)))
            : NoSuchKind();

    private static IResult Replay(long number, Replays replays) => replays.Replay(number) is { } again
        ? Accepted(again)
        : Results.Problem(
            "The ledger keeps the bodies of the latest 2,000 events.", statusCode: 404,
            title: "This event can't be sent again");

    private static IResult Republish(long number, Ledger ledger, EventSource source, ApiDestination destination) =>
        ledger.FindEvent(number) is { } sent && source.Again(sent) is { } again
            ? Accepted(destination.Publish(again))
            : Results.Problem(
                "The ledger keeps the bodies of the latest 2,000 events; one without an id can't be published again.",
                statusCode: 404, title: "This event can't be published again");

    private static object ReplayDeadLetters(Replays replays)
    {
        var (replayed, forgotten) = replays.ReplayDeadLetters();
        return new { replayed, forgotten };
    }

    private static IResult Accepted(LedgerEntry entry) =>
        Results.Accepted($"/mock/ledger/{entry.Number}", new { entry.Number, entry.Event.Id });

    private static IResult ShowExample(string generation, EventSource source) =>
        Enum.TryParse<EventGeneration>(generation, ignoreCase: true, out var wanted) && Enum.IsDefined(wanted)
            ? Results.Text(source.Example(wanted), "application/json")
            : Results.Problem("The generations are flat and partner.", statusCode: 404, title: "No such generation");

    private static EventKind? Find(IReadOnlyList<EventKind> kinds, string name) =>
        kinds.FirstOrDefault(kind => kind.Name == name);

    private static IResult NoSuchKind() =>
        Results.Problem(
            "GET /mock/malformed and GET /mock/valid list the names.", statusCode: 404, title: "No such kind of event");
}
