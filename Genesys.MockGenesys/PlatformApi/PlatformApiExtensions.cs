using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.OAuth;

namespace Genesys.MockGenesys.PlatformApi;

internal static class PlatformApiExtensions
{
    public static void AddPlatformApi(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RequestWindows>();
        builder.Services.AddSingleton<ApiTraffic>();
    }

    /// <summary>Whether a path belongs to the API host and asks for a token to be shown.</summary>
    public static bool IsPlatformApi(PathString path) =>
        path.StartsWithSegments("/api/v2", StringComparison.Ordinal) && path != TokenEndpoint.LegacyTokenPath;

    public static void UsePlatformApi(this IApplicationBuilder app) =>
        app.UseWhen(context => IsPlatformApi(context.Request.Path), branch => branch.UseMiddleware<PlatformApiMiddleware>());

    public static void MapPlatformApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v2/conversations/{conversationId}", GetConversation);
        routes.MapGet("/api/v2/analytics/conversations/{conversationId}/details", GetAnalytics);
        routes.MapGet("/api/v2/notifications/availabletopics", (HttpRequest request) => Results.Json(AvailableTopics.Read(request.Query["expand"])));
    }

    private static async Task GetConversation(HttpContext context, string conversationId, ApiTraffic traffic)
    {
        if (!Conversations.Exists(conversationId))
        {
            await WriteNotFoundAsync(context);
            return;
        }

        var answer = ConversationAnswer.Of(Conversations.Tell(conversationId));
        traffic.ConversationFetched(conversationId);
        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    private static Task GetAnalytics(HttpContext context, string conversationId) => Conversations.Exists(conversationId)
        ? context.Response.WriteAsJsonAsync(AnalyticsAnswer.Of(Conversations.Tell(conversationId)), context.RequestAborted)
        : WriteNotFoundAsync(context);

    private static Task WriteNotFoundAsync(HttpContext context) =>
        ApiProblem.WriteAsync(context, 404, "not.found", "The requested conversation was not found.");
}
