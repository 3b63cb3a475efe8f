using Microsoft.AspNetCore.Mvc;

namespace Genesys.Console;

/// <summary>Light, dark, or what the reader's system says; kept in a cookie.</summary>
internal static class Theme
{
    private const string CookieName = "console.theme";

    private static readonly string[] Names = ["light", "dark"];

    /// <summary><c>light</c> or <c>dark</c>; null: what the system says.</summary>
    public static string? Of(HttpContext context) =>
        Names.FirstOrDefault(name => name == context.Request.Cookies[CookieName]);

    public static void MapTheme(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/theme", (HttpContext context, [FromForm] string theme, [FromForm] string? back) =>
        {
            if (Names.Contains(theme, StringComparer.Ordinal))
            {
                context.Response.Cookies.Append(CookieName, theme, new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Lax,
                    Secure = context.Request.IsHttps,
                    MaxAge = TimeSpan.FromDays(365),
                });
            }
            else
            {
                context.Response.Cookies.Delete(CookieName);
            }

            return Results.LocalRedirect(LocalAddress.Of(back));
        }).AllowAnonymous();
}
