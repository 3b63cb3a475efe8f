using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Genesys.Tests.GenesysCloud;

/// <summary>
/// A Genesys Cloud over a real socket: a token endpoint and conversations, whose answers a test sets.
/// </summary>
internal sealed class StubGenesys : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _tokens;

    private StubGenesys(WebApplication app) => _app = app;

    public string Address { get; private set; } = string.Empty;

    /// <summary>Every request: method, raw target as it came over the wire, and its Authorization header.</summary>
    public ConcurrentQueue<(string Method, string Target, string Authorization, string Body)> Requests { get; } = [];

    public IEnumerable<string> Conversations =>
        Requests.Where(request => request.Method == "GET").Select(request => request.Target);

    public int TokenRequests => Requests.Count(
        request => request.Method == "POST" && !request.Target.EndsWith("/details/query", StringComparison.Ordinal));

    public RequestDelegate OnToken { get; set; } = _ => Task.CompletedTask;

    /// <summary>The answer to a query of analytics details.</summary>
    public RequestDelegate OnQuery { get; set; } = context => Json(context, 200, """{"totalHits":0}""");

    public RequestDelegate OnConversation { get; set; } = context => Json(context, 200, """{"id":"c"}""");

    public static Task Json(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    public static async Task<StubGenesys> StartAsync()
    {
        var stub = new StubGenesys(LoopbackApp.Build());
        stub.OnToken = context =>
            Json(
                context, 200,
                $$"""{"access_token":"token-{{Interlocked.Increment(ref stub._tokens)}}","token_type":"bearer","expires_in":86399}""");
        stub._app.Run(stub.AnswerAsync);
        await stub._app.StartAsync();
        stub.Address = stub._app.Urls.First();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Requests.Enqueue((
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Headers.Authorization.ToString(),
            await reader.ReadToEndAsync()));
        await (context.Request.Path.Value!.EndsWith("/details/query", StringComparison.Ordinal) ? OnQuery(context)
            : context.Request.Method == "POST" ? OnToken(context) : OnConversation(context));
    }
}
