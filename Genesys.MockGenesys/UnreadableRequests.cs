using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics;

namespace Genesys.MockGenesys;

/// <summary>
/// A request that a route's parameters can't be made of is answered 400 with the place in its body; what was sent is
/// never quoted.
/// </summary>
internal sealed class UnreadableRequests : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException unreadable)
        {
            return false;
        }

        var detail = unreadable.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? "The body is larger than what this route takes."
            : unreadable.InnerException is JsonException json
            ? $"At byte {json.BytePositionInLine} of line {json.LineNumber + 1} the body isn't JSON, lacks a member, or has "
                + "one or a value that isn't known here. "
                + "docs/mock-genesys.md has the members."
            : "A parameter of the address, or the body, is missing or isn't what this route takes. "
                + "docs/mock-genesys.md has both.";
        await TypedResults.Problem(detail, statusCode: unreadable.StatusCode, title: "This request can't be read")
            .ExecuteAsync(httpContext);
        return true;
    }
}

internal static class UnreadableRequestsExtensions
{
    public static void UseUnreadableRequests(this WebApplication app)
    {
        app.UseExceptionHandler();
        // What the framework itself refuses has no body, such as one that is too long for a route's parameter.
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/mock", StringComparison.Ordinal),
            branch => branch.UseStatusCodePages());
    }

    public static void AddUnreadableRequests(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<UnreadableRequests>();
        // By itself it only throws in Development, and answers without a word elsewhere.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
    }
}
