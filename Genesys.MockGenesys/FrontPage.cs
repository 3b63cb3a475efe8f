using Genesys.MockGenesys.Configuration;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys;

/// <summary>What a browser finds at <c>/</c>: the way to the console, which has the pages.</summary>
internal static class FrontPage
{
    public static void MapFrontPage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", (IOptions<MockOptions> options, HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            return Results.Text(Html(options.Value.Console), "text/html; charset=utf-8");
        });

    private static string Html(Uri? console) => $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <title>MockGenesys</title>
        </head>
        <body>
          <main>
            <h1>MockGenesys</h1>
            <p>A Genesys Cloud to develop against. {Way(console)}</p>
            <p>All of it is an HTTP API too:
              <a href="/mock/sender">sender</a>, <a href="/mock/ledger">ledger</a>, <a href="/mock/faults">faults</a>,
              <a href="/mock/malformed">malformed events</a>, <a href="/mock/proof">proof that nothing is lost</a>.</p>
          </main>
        </body>
        </html>
        """;

    private static string Way(Uri? console) => console is null
        ? "The console has its page, where Console:MockGenesys is this address."
        : "Its faults and its sender have a page of "
            + $"""<a href="{new Uri(console, "mock").AbsoluteUri}">the console</a>.""";
}
