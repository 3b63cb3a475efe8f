using System.Security.Claims;
using Aspire.Dashboard.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace Aspire.Dashboard.Access;

/// <summary>Who may open the pages: everybody, or whoever showed the browser token once.</summary>
internal static class DashboardAccess
{
    public const string LoginPath = "/login";

    /// <summary>How long a login lasts without a visit.</summary>
    private static readonly TimeSpan LoginLifetime = TimeSpan.FromDays(3);

    public static void AddDashboardAccess(this IServiceCollection services, DashboardOptions options)
    {
        var open = DashboardOptionsSetup.Is(options.Frontend.AuthMode, FrontendAuthMode.Unsecured);
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.LoginPath = LoginPath;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.ExpireTimeSpan = LoginLifetime;
            cookie.SlidingExpiration = true;
            cookie.Cookie.Name = ".Aspire.Dashboard.Auth";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(open
            ? new AuthorizationPolicyBuilder().RequireAssertion(_ => true).Build()
            : new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
    }

    public static Task SignInAsync(HttpContext context) => context.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme,
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "browser token")], CookieAuthenticationDefaults.AuthenticationScheme)),
        new AuthenticationProperties { IsPersistent = true });
}
