using System.Security.Claims;
using Genesys.ServiceDefaults.Connections;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Mvc;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Genesys.Console.SignIn;

/// <summary>How a person signs in: at an issuer of OpenID Connect, or in Development with a token.</summary>
internal static class SignInExtensions
{
    /// <summary>The page that asks for the token, or sends to the issuer.</summary>
    public const string Path = "/sign-in";

    private const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;
    private const string Issuer = OpenIdConnectDefaults.AuthenticationScheme;

    public static void AddSignIn(this IHostApplicationBuilder builder, ConsoleOptions options)
    {
        var settings = options.OpenIdConnect;
        var secure = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        var authentication = builder.Services.AddAuthentication(schemes =>
        {
            schemes.DefaultScheme = Cookie;
            schemes.DefaultChallengeScheme = settings.Authority is null ? Cookie : Issuer;
        });
        authentication.AddCookie(Cookie, cookie =>
        {
            cookie.Cookie.Name = "console.session";
            cookie.Cookie.HttpOnly = true;
            // Strict would leave it away on the way back from the issuer.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = secure;
            cookie.LoginPath = Path;
            cookie.AccessDeniedPath = Path;
            cookie.ReturnUrlParameter = "back";
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        });
        if (settings.Authority is not null)
        {
            authentication.AddOpenIdConnect(Issuer, oidc => Configure(oidc, settings, secure));
            builder.Services.AddSingleton<IssuerWatch>();
        }
        else
        {
            builder.Services.AddSingleton<DevelopmentToken>();
            builder.Services.AddHostedService<SignInLink>();
        }

        builder.Services.AddAuthorization();
    }

    /// <summary>Notices that the issuer, which is asked as a person is sent to it, can't be reached.</summary>
    public static void UseIssuerWatch(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (IssuerWatch.IsAway(exception))
        {
            context.RequestServices.GetRequiredService<IssuerWatch>().Failed(exception);
            throw;
        }
    });

    public static void MapSignIn(this WebApplication app, ConsoleOptions options)
    {
        if (options.OpenIdConnect.Authority is null)
        {
            app.MapGet(Path + "/with", (HttpContext context, DevelopmentToken token, string? t, string? back) =>
                WithTokenAsync(context, token, t, back)).AllowAnonymous();
            app.MapPost(Path + "/with", (
                HttpContext context, DevelopmentToken token, [FromForm] string? t, [FromForm] string? back) =>
                WithTokenAsync(context, token, t, back)).AllowAnonymous();
        }
        else
        {
            app.MapGet(Path + "/with", (string? back) => Results.Challenge(
                new AuthenticationProperties { RedirectUri = LocalAddress.Of(back) }, [Issuer])).AllowAnonymous();
        }

        app.MapPost("/sign-out", async (HttpContext context, [FromForm] string? form) =>
        {
            _ = form; // A parameter of the form: antiforgery is asked for.
            await context.SignOutAsync(Cookie);
            return options.OpenIdConnect.Authority is null
                ? Results.LocalRedirect(Path) : await LeaveIssuerAsync(context);
        }).AllowAnonymous();
    }

    // The session here is over whether the issuer answers or not: an exception would take the cookie's end back.
    private static async Task<IResult> LeaveIssuerAsync(HttpContext context)
    {
        try
        {
            await context.SignOutAsync(Issuer, new AuthenticationProperties { RedirectUri = Path });
            return Results.Empty;
        }
        catch (Exception exception) when (IssuerWatch.IsAway(exception))
        {
            context.RequestServices.GetRequiredService<IssuerWatch>().Failed(exception);
            return Results.LocalRedirect(Path + "?left=here");
        }
    }

    private static async Task<IResult> WithTokenAsync(
        HttpContext context, DevelopmentToken token, string? given, string? back)
    {
        back = LocalAddress.Of(back);
        if (!token.Is(given))
        {
            return Results.LocalRedirect($"{Path}?wrong=true&back={Uri.EscapeDataString(back)}");
        }

        var person = new ClaimsIdentity([new Claim(ClaimTypes.Name, "development")], Cookie);
        await context.SignInAsync(Cookie, new ClaimsPrincipal(person));
        return Results.LocalRedirect(back);
    }

    private static void Configure(
        OpenIdConnectOptions oidc, ConsoleOptions.OpenIdConnectSettings settings, CookieSecurePolicy secure)
    {
        oidc.Authority = settings.Authority!.ToString();
        oidc.ClientId = settings.ClientId;
        oidc.ClientSecret = settings.ClientSecret;
        oidc.BackchannelHttpHandler =
            new SocketsHttpHandler { PooledConnectionLifetime = LongestLife.OfConnections };
        oidc.RequireHttpsMetadata = settings.Authority.Scheme == Uri.UriSchemeHttps;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.UsePkce = true;
        foreach (var cookie in new[] { oidc.CorrelationCookie, oidc.NonceCookie })
        {
            // The issuer sends the browser back by a link, with which a lax cookie goes.
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = secure;
        }

        oidc.MapInboundClaims = false;
        oidc.TokenValidationParameters.NameClaimType = settings.NameClaim;
        oidc.SaveTokens = true;
        if (settings.Scopes.Count > 0)
        {
            oidc.Scope.Clear();
            settings.Scopes.ToList().ForEach(oidc.Scope.Add);
        }

        Handle(oidc.Events);
    }

    private static void Handle(OpenIdConnectEvents events)
    {
        events.OnRedirectToIdentityProvider = leaving =>
        {
            leaving.HttpContext.RequestServices.GetRequiredService<IssuerWatch>().Answered();
            return Task.CompletedTask;
        };
        // The session is worth what the access token is worth: it ends with it, and the issuer is asked again.
        events.OnTicketReceived = ticket =>
        {
            if (DateTimeOffset.TryParse(
                ticket.Properties?.GetTokenValue("expires_at"),
                System.Globalization.CultureInfo.InvariantCulture,
                out var end))
            {
                ticket.Properties!.ExpiresUtc = end;
                ticket.Properties.AllowRefresh = false;
            }

            return Task.CompletedTask;
        };
        events.OnRedirectToIdentityProviderForSignOut = leaving =>
        {
            // Not every issuer has an end of sessions: the console's own is over.
            if (string.IsNullOrEmpty(leaving.ProtocolMessage.IssuerAddress))
            {
                leaving.Response.Redirect(Path);
                leaving.HandleResponse();
            }

            return Task.CompletedTask;
        };
        events.OnRemoteFailure = failure =>
        {
            var back = LocalAddress.Of(failure.Properties?.RedirectUri);
            failure.Response.Redirect($"{Path}?wrong=true&back={Uri.EscapeDataString(back)}");
            failure.HandleResponse();
            return Task.CompletedTask;
        };
    }
}
