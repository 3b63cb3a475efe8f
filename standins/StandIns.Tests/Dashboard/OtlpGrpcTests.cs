using System.Net;
using System.Net.Http.Headers;
using Aspire.Dashboard.Otlp.Protocol;
using Google.Protobuf;
using Grpc.Core;
using static StandIns.Tests.Dashboard.Sample;

namespace StandIns.Tests.Dashboard;

public class OtlpGrpcTests
{
    private const string TraceService = "opentelemetry.proto.collector.trace.v1.TraceService";
    private const string LogsService = "opentelemetry.proto.collector.logs.v1.LogsService";
    private const string MetricsService = "opentelemetry.proto.collector.metrics.v1.MetricsService";

    [Fact]
    public async Task AllThreeSignals_AreStored()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        Assert.Empty(await dashboard.ExportAsync(TraceService, Traces("shop", ASpan(1, 1)).ToByteArray()));
        Assert.Empty(await dashboard.ExportAsync(LogsService, Logs("shop", ALog("hello")).ToByteArray(), new Metadata { { "grpc-internal-encoding-request", "gzip" } }));
        Assert.Empty(await dashboard.ExportAsync(MetricsService, Metrics("shop", Counter("orders", (Start, 1))).ToByteArray()));

        Assert.Equal((1, 1, 1), (dashboard.Store.Traces.Use.Records, dashboard.Store.Logs.Use.Records, dashboard.Store.Metrics.Use.Records));
    }

    [Theory]
    [InlineData(TraceService)]
    [InlineData(LogsService)]
    [InlineData(MetricsService)]
    public async Task BytesThatAreNoRequest_AreAnInvalidArgument(string service)
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => dashboard.ExportAsync(service, [0x0A, 0x7F, 0x01]));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task SpansThatCannotBeTaken_AreCounted()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var noId = ASpan(1, 1);
        noId.SpanId = ByteString.Empty;

        var answer = await dashboard.ExportAsync(TraceService, Traces("shop", noId, ASpan(1, 2)).ToByteArray());

        Assert.Equal(1, ExportTraceServiceResponse.Parser.ParseFrom(answer).PartialSuccess.RejectedSpans);
    }

    [Fact]
    public async Task WithKeys_OnlySendersThatHaveOneAreLetIn()
    {
        await using var dashboard = await RunningDashboard.StartAsync(
            ("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "false"), ("Dashboard:Otlp:AuthMode", "ApiKey"),
            ("Dashboard:Otlp:PrimaryApiKey", "first"), ("Dashboard:Otlp:SecondaryApiKey", "second"));
        var body = Traces("shop", ASpan(1, 1)).ToByteArray();

        var without = await Assert.ThrowsAsync<RpcException>(() => dashboard.ExportAsync(TraceService, body));
        var wrong = await Assert.ThrowsAsync<RpcException>(() => dashboard.ExportAsync(TraceService, body, new Metadata { { "x-otlp-api-key", "wrong" } }));
        await dashboard.ExportAsync(TraceService, body, new Metadata { { "x-otlp-api-key", "first" } });
        await dashboard.ExportAsync(TraceService, body, new Metadata { { "x-otlp-api-key", "second" } });
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-protobuf") } };
        var http = await dashboard.Http.PostAsync("/v1/traces", content, TestContext.Current.CancellationToken);

        Assert.Equal((StatusCode.Unauthenticated, StatusCode.Unauthenticated), (without.StatusCode, wrong.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, http.StatusCode);
        Assert.Equal(2, dashboard.Store.Traces.Use.Received);
    }
}
