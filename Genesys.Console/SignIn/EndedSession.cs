using Genesys.Console.Pages;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.Authorization;

namespace Genesys.Console.SignIn;

/// <summary>A form that comes after its session's end: nothing is done, and nothing that was typed is lost.</summary>
internal static class EndedSession
{
    /// <summary>
    /// Behind authentication, and before what sends to the sign-in: that leads back to the page, with its form empty.
    /// </summary>
    public static void UseEndedSessions(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (IsOne(context.Request) && await TryReadAsync(context.Request) && SentForm.Of(context) is not null)
        {
            await RefusedForm.Answer(StatusCodes.Status401Unauthorized).ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    private static bool IsOne(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.HasFormContentType
        && request.HttpContext.User.Identity?.IsAuthenticated != true
        && request.HttpContext.GetEndpoint()?.Metadata is { } endpoint
        && endpoint.GetMetadata<IAuthorizeData>() is not null
        && endpoint.GetMetadata<IAllowAnonymous>() is null
        // What another site's page says is no text of this one.
        && !CrossSiteRequests.IsChangeOfAnotherSite(request);

    private static async Task<bool> TryReadAsync(HttpRequest request)
    {
        try
        {
            await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return false; // Longer than a form of whoever isn't signed in may be, or none.
        }
    }
}
