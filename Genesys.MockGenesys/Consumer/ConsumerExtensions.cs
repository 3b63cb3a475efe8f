using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Consumer;

/// <summary>
/// Systems that a receiver hands its events on to: <c>POST /consumer/{name}</c> takes one, <c>GET /consumer</c> and
/// <c>GET /consumer/{name}</c> tell what came, <c>DELETE /consumer/{name}</c> forgets it.
/// </summary>
internal static class ConsumerExtensions
{
    private const int MaxBodyBytes = 32 * 1024 * 1024;
    private const int MaxNameLength = 64;
    private const int MostListed = 1_000;
    private const int Listed = 100;

    public static void AddConsumer(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ConsumerOptions>()
            .Bind(builder.Configuration.GetSection(ConsumerOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<EventConsumers>();
    }

    /// <summary>Whether a path is a consumer's.</summary>
    public static bool IsConsumer(PathString path) => path.StartsWithSegments("/consumer", StringComparison.Ordinal);

    public static void MapConsumer(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/consumer/{name}", TakeAsync);
        routes.MapGet("/consumer", (EventConsumers consumers) => consumers.Counts);
        routes.MapGet("/consumer/{name}", (string name, int? limit, EventConsumers consumers) =>
            consumers.Find(name) is { } consumer
                ? Results.Ok(new
                {
                    consumer.Counts,
                    Latest = consumer.Latest(Math.Clamp(limit ?? Listed, 0, MostListed)),
                })
                : NoSuchConsumer());
        routes.MapDelete("/consumer/{name}", (string name, EventConsumers consumers) =>
            consumers.Remove(name) ? Results.NoContent() : NoSuchConsumer());
    }

    private static IResult NoSuchConsumer() => Results.Problem(
        "GET /consumer lists those to which something was posted.", statusCode: 404, title: "No such consumer");

    private static async Task<IResult> TakeAsync(
        HttpContext context, string name, EventConsumers consumers, IOptions<ConsumerOptions> options,
        TimeProvider clock)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyBytes;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (name.Length > MaxNameLength)
        {
            return Results.Problem(
                $"A consumer's name has {MaxNameLength} characters at most.", statusCode: 404, title: "No such consumer");
        }

        if (consumers.GetOrAdd(name) is not { } consumer)
        {
            return Results.Problem(
                $"Delete a consumer first: there are {EventConsumers.Capacity}, those among them that took nothing.",
                statusCode: 404, title: "Too many consumers");
        }

        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        var now = clock.GetUtcNow();
        if (options.Value.Secret is { } secret
            && SignatureCheck.FindProblem(context.Request.Headers, bytes.Span, secret, now) is { } problem)
        {
            consumer.Refuse();
            return Results.Problem(problem, statusCode: 401);
        }

        if (!consumer.Take(bytes, context.Request.Headers["webhook-id"].ToString(), now))
        {
            consumer.Refuse();
            return Results.Problem("This is no CloudEvent with the id of webhook-id.", statusCode: 400);
        }

        return Results.NoContent();
    }
}
