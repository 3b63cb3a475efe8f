using Aspire.Dashboard;
using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Telemetry;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StandIns.Tests.Dashboard;

/// <summary>A dashboard on free ports, as a host would start it.</summary>
internal sealed class RunningDashboard : IAsyncDisposable
{
    private static readonly Marshaller<byte[]> RawBytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    private readonly WebApplication _app;
    private readonly GrpcChannel _grpc;

    private RunningDashboard(WebApplication app)
    {
        _app = app;
        // Kestrel binds the listeners, and lists their addresses, in the order of the options: pages, gRPC, HTTP.
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        (Pages, GrpcAddress, OtlpHttp) = (new Uri(addresses[0]), new Uri(addresses[1]), new Uri(addresses[2]));
        _grpc = GrpcChannel.ForAddress(GrpcAddress);
        Http = new HttpClient { BaseAddress = OtlpHttp };
    }

    public Uri Pages { get; }

    public Uri GrpcAddress { get; }

    public Uri OtlpHttp { get; }

    /// <summary>Talks to the door for OTLP over HTTP.</summary>
    public HttpClient Http { get; }

    public TelemetryStore Store => _app.Services.GetRequiredService<TelemetryStore>();

    public DashboardOptions Options => _app.Services.GetRequiredService<IOptions<DashboardOptions>>().Value;

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<RunningDashboard> StartAsync(params (string Key, string Value)[] settings)
    {
        var defaults = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["urls"] = "http://127.0.0.1:0",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://127.0.0.1:0",
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = "http://127.0.0.1:0",
            ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true",
        };
        foreach (var (key, value) in settings)
        {
            defaults[key] = value;
        }

        var app = DashboardApplication.Build([], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(defaults);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningDashboard(app);
    }

    /// <summary>Calls <c>Export</c> with the bytes as they are; throws the RpcException that a sender would see.</summary>
    public async Task<byte[]> ExportAsync(string service, byte[] request, Metadata? headers = null)
    {
        var method = new Method<byte[], byte[]>(MethodType.Unary, service, "Export", RawBytes, RawBytes);
        using var call = _grpc.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(headers), request);
        return await call.ResponseAsync;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _grpc.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
