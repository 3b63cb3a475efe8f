using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace Genesys.Tests.Telemetry;

/// <summary>
/// Takes OTLP over HTTP and keeps its bytes. Protobuf writes texts as they are, so that they can be looked for.
/// </summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _requests = new();

    private OtlpCollector(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Where a process sends its telemetry to this.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector(LoopbackApp.Build());
        collector._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            collector._requests.Enqueue((context.Request.Path.Value!, body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>
    /// Whether a text was sent as part of a signal: <c>traces</c>, <c>metrics</c>, <c>logs</c>, or of any when none is
    /// named.
    /// </summary>
    public bool Has(string text, string? signal = null) =>
        _requests.Any(
            request => (signal is null || request.Path == $"/v1/{signal}")
                && request.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
