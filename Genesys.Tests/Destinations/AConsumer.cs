using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Genesys.Tests.Destinations;

/// <summary>A consumer of webhooks over a real socket: it keeps what comes, and answers as a test says.</summary>
internal sealed class AConsumer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AConsumer(WebApplication app) => _app = app;

    public sealed record Call(HeaderDictionary Headers, byte[] Body, string Connection);

    /// <summary>The call that a request is.</summary>
    public static Call Of(HttpContext context) => (Call)context.Items[nameof(Call)]!;

    public ConcurrentQueue<Call> Calls { get; } = [];

    public Func<HttpContext, Task> OnCall { get; set; } = _ => Task.CompletedTask;

    public string Address { get; private set; } = "";

    public static async Task<AConsumer> StartAsync(Action<ListenOptions>? listen = null)
    {
        var consumer = new AConsumer(LoopbackApp.Build(host => host.UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, options => listen?.Invoke(options)))));
        consumer._app.Run(consumer.AnswerAsync);
        await consumer._app.StartAsync();
        consumer.Address = consumer._app.Urls.First() + "/events";
        return consumer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = new HeaderDictionary(context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value));
        var call = new Call(headers, body.ToArray(), context.Connection.Id);
        Calls.Enqueue(call);
        context.Items[nameof(Call)] = call;
        await OnCall(context);
    }
}
