using Scalar.AspNetCore;

namespace Genesys.Receiver.Intake;

/// <summary>
/// A page to try the API with, in development alone, at <see cref="Path"/>. Its script is the package's own: nothing is
/// fetched from elsewhere, and nothing is told to anyone.
/// </summary>
internal static class ApiPage
{
    public const string Path = "/scalar";

    /// <summary>Maps the page and its script.</summary>
    public static void MapApiPage(this IEndpointRouteBuilder routes) => routes.MapScalarApiReference(Path, options =>
    {
        options.Title = "Genesys.Receiver";
        options.DynamicNonce = true;
        options.DefaultFonts = false;
        options.Telemetry = false;
        options.Agent = new ScalarAgentOptions { Disabled = true };
        options.Mcp = new ScalarMcpOptions { Disabled = true };
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
    }).Finally(endpoint =>
    {
        var page = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context =>
        {
            context.Response.OnStarting(() => AllowScripts(context));
            return page(context);
        };
    });

    // What other answers forbid, as far as the page needs it.
    private static Task AllowScripts(HttpContext context)
    {
        if (context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
        {
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
                + "img-src 'self' data:; "
                + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        }

        return Task.CompletedTask;
    }
}
