using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.OAuth;

namespace Genesys.MockGenesys.PlatformApi;

internal static class PlatformApiExtensions
{
    public static void AddPlatformApi(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RequestWindows>();
        builder.Services.AddSingleton<ApiTraffic>();
        builder.Services.AddSingleton<Correlation>();
        builder.Services.AddSingleton<MadeConversations>();
    }

    /// <summary>Whether a path belongs to the API host and asks for a token to be shown.</summary>
    public static bool IsPlatformApi(PathString path) =>
        path.StartsWithSegments("/api/v2", StringComparison.Ordinal) && path != TokenEndpoint.LegacyTokenPath;

    /// <summary>Whether a path belongs to the API host or the login host, and not to the mock itself.</summary>
    public static bool IsGenesysCloud(PathString path) =>
        path == TokenEndpoint.TokenPath || path.StartsWithSegments("/api/v2", StringComparison.Ordinal);

    /// <summary>
    /// Gives every answer of Genesys Cloud its correlation id, and every answer of its API the client's rate limit.
    /// </summary>
    public static void UseGenesysHeaders(this IApplicationBuilder app)
    {
        var correlation = app.ApplicationServices.GetRequiredService<Correlation>();
        app.UseWhen(context => IsGenesysCloud(context.Request.Path), branch => branch.Use((context, next) =>
        {
            correlation.Begin(context);
            return next(context);
        }));
        app.UseWhen(
            context => IsPlatformApi(context.Request.Path), branch => branch.UseMiddleware<RateLimitMiddleware>());
    }

    /// <summary>Checks the token and the limit.</summary>
    public static void UsePlatformApi(this IApplicationBuilder app) =>
        app.UseWhen(
            context => IsPlatformApi(context.Request.Path), branch => branch.UseMiddleware<PlatformApiMiddleware>());

    public static void MapPlatformApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v2/conversations/{conversationId}", GetConversation);
        routes.MapGet("/api/v2/analytics/conversations/{conversationId}/details", GetAnalytics);
        routes.MapPost("/api/v2/analytics/conversations/details/query", DetailsQuery.AnswerAsync);
        routes.MapGet(
            "/api/v2/notifications/availabletopics",
            (HttpRequest request) => Results.Json(AvailableTopics.Read(request.Query["expand"])));
    }

    private static async Task GetConversation(
        HttpContext context, string conversationId, ApiTraffic traffic, TimeProvider clock)
    {
        if (!Conversations.Exists(conversationId))
        {
            await WriteNotFoundAsync(context);
            return;
        }

        var answer = ConversationAnswer.Of(Conversations.Of(conversationId), clock.GetUtcNow());
        traffic.ConversationFetched(conversationId);
        await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    // Analytics knows a conversation only once it is over.
    private static Task GetAnalytics(HttpContext context, string conversationId, TimeProvider clock)
    {
        var conversation = Conversations.Of(conversationId);
        return Conversations.Exists(conversationId) && !conversation.IsLive(clock.GetUtcNow())
            ? context.Response.WriteAsJsonAsync(AnalyticsAnswer.Of(conversation), context.RequestAborted)
            : WriteNotFoundAsync(context);
    }

    private static Task WriteNotFoundAsync(HttpContext context) =>
        ApiProblem.WriteAsync(context, 404, "not.found", "The requested conversation was not found.");
}
