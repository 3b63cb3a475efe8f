using System.Text.Encodings.Web;
using Aspire.Dashboard.Configuration;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Access;

/// <summary><c>/login</c>: takes the token from <c>?t=</c>, or from the one field of its form, and sends the browser on to where it wanted to go.</summary>
internal static class Login
{
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(DashboardAccess.LoginPath, async (HttpContext context, IOptions<DashboardOptions> options, IAntiforgery antiforgery, string? t, string? returnUrl) =>
        {
            if (DashboardOptionsSetup.Is(options.Value.Frontend.AuthMode, FrontendAuthMode.Unsecured))
            {
                return Results.LocalRedirect(Local(returnUrl));
            }

            if (t is null)
            {
                return Form(context, antiforgery, returnUrl, failed: false);
            }

            return await EnterAsync(context, options.Value, antiforgery, t, returnUrl);
        }).AllowAnonymous();

        routes.MapPost(DashboardAccess.LoginPath, ([FromForm] string? token, [FromForm] string? returnUrl, HttpContext context, IOptions<DashboardOptions> options, IAntiforgery antiforgery) =>
            EnterAsync(context, options.Value, antiforgery, token ?? "", returnUrl)).AllowAnonymous();
    }

    private static async Task<IResult> EnterAsync(HttpContext context, DashboardOptions options, IAntiforgery antiforgery, string token, string? returnUrl)
    {
        if (!ApiKey.Same(token.Trim(), options.Frontend.BrowserToken))
        {
            return Form(context, antiforgery, returnUrl, failed: true);
        }

        await DashboardAccess.SignInAsync(context);
        return Results.LocalRedirect(Local(returnUrl));
    }

    private static string Local(string? returnUrl) =>
        returnUrl is ['/', ..] && !returnUrl.StartsWith("//", StringComparison.Ordinal) && !returnUrl.StartsWith("/\\", StringComparison.Ordinal) ? returnUrl : "/";

    private static IResult Form(HttpContext context, IAntiforgery antiforgery, string? returnUrl, bool failed)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        var html = HtmlEncoder.Default;
        return Results.Content($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
              <title>Log in – Aspire dashboard</title>
              <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
              <link rel="stylesheet" href="/dashboard.css" />
              <script src="/theme.js"></script>
            </head>
            <body class="login">
              <main>
                <h1>Aspire dashboard</h1>
                <p>Enter the token that the dashboard wrote to its console when it started, behind <code>/login?t=</code>.</p>
                <form method="post" action="{DashboardAccess.LoginPath}">
                  <label for="token">Token</label>
                  <input id="token" name="token" type="password" autocomplete="current-password" required autofocus {(failed ? "aria-invalid=\"true\" aria-describedby=\"wrong\"" : "")} />
                  {(failed ? "<p id=\"wrong\" role=\"alert\" class=\"wrong\">That is not the token.</p>" : "")}
                  <input type="hidden" name="returnUrl" value="{html.Encode(returnUrl ?? "/")}" />
                  <input type="hidden" name="{html.Encode(tokens.FormFieldName)}" value="{html.Encode(tokens.RequestToken ?? "")}" />
                  <button type="submit">Log in</button>
                </form>
              </main>
            </body>
            </html>
            """, "text/html; charset=utf-8", statusCode: failed ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK);
    }
}
