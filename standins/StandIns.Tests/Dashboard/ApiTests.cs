using System.Net;
using Aspire.Dashboard.Api;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;
using Google.Protobuf;
using static StandIns.Tests.Dashboard.Sample;

namespace StandIns.Tests.Dashboard;

public class ApiTests
{
    [Fact]
    public async Task Export_ImportsAgainAsTheSame()
    {
        await using var first = await RunningDashboard.StartAsync();
        var intake = first.Get<OtlpIntake>();
        intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 1, attributes: Pair("n", 5)), ASpan(2, 2, error: "no").LinkedTo(1, 1)).ToByteArray());
        intake.Take(OtlpSignal.Logs, Logs("shop", ALog("hello", trace: 1, span: 1)).ToByteArray());
        intake.Take(OtlpSignal.Metrics, Metrics("shop", Counter("orders", (Start, 1), (Start + 1, 5))).ToByteArray());
        await using var second = await RunningDashboard.StartAsync();

        foreach (var path in new[] { "traces", "logs", "metrics" })
        {
            Assert.Equal((1, 0), OtlpImport.Take(second.Get<OtlpIntake>(), await GetAsync(first, path)));
        }

        Assert.Equal(
            first.Store.Traces.AllSpans().Select(span => span.Decode()).OrderBy(span => span.SpanId.ToBase64()),
            second.Store.Traces.AllSpans().Select(span => span.Decode()).OrderBy(span => span.SpanId.ToBase64()));
        Assert.Equal(first.Store.Logs.All()[0].Decode(), second.Store.Logs.All()[0].Decode());
        Assert.Equal(2, second.Store.Metrics.Read(instruments => instruments.Single().Series.Values.Single().Points.Count));
    }

    [Fact]
    public async Task Queries_NarrowItDown()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        dashboard.Get<OtlpIntake>().Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 1), ASpan(2, 2, error: "no")).ToByteArray());

        Assert.Equal(1, await CountAsync("spans?hasError=true"));
        Assert.Equal(1, await CountAsync("spans?traceId=" + Hex(TraceId(1))));
        Assert.Equal(0, await CountAsync("spans?traceId=nonsense"));
        Assert.Equal(2, await CountAsync("traces?resource=shop"));
        Assert.Equal(1, await CountAsync("traces?limit=1"));

        async Task<int> CountAsync(string path) => System.Text.Encoding.UTF8.GetString(await GetAsync(dashboard, path)).Split("\"spanId\"").Length - 1;
    }

    [Fact]
    public async Task WithoutLoginOrKey_NothingIsTold()
    {
        await using var dashboard = await RunningDashboard.StartAsync(("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "false"), ("Dashboard:Api:PrimaryApiKey", "key"));
        using var http = new HttpClient { BaseAddress = dashboard.Pages };

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/telemetry/spans", TestContext.Current.CancellationToken)).StatusCode);
        http.DefaultRequestHeaders.Add("x-api-key", "key");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/telemetry/spans", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("/nowhere", "text/html,*/*", true)]
    [InlineData("/nowhere", "*/*", false)]
    [InlineData("/api/telemetry/nothing", "text/html,*/*", false)]
    [InlineData("/api/telemetry/traces/00000000000000000000000000000001", "text/html,*/*", false)]
    public async Task AnUnknownAddress_IsAPageForABrowserOnly(string path, string accept, bool isPage)
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var http = new HttpClient { BaseAddress = dashboard.Pages, DefaultRequestHeaders = { { "Accept", accept } } };

        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(isPage, (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("There is no such page", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 0, 1)]
    [InlineData("hello", 0, 1)]
    [InlineData("{\"resourceSpans\":[]}", 1, 0)]
    [InlineData("\uFEFF{\"resourceLogs\":[]}\n{\"resourceMetrics\":[]}\r\n\n", 2, 0)]
    [InlineData("{\"resourceLogs\":[]}\n{\"other\":[]}", 1, 2)]
    public void FileOfSeveralLines_IsTakenUpToTheFirstBadOne(string file, int taken, int badLine) =>
        Assert.Equal((taken, badLine), OtlpImport.Take(StoreTests.Make().Intake, System.Text.Encoding.UTF8.GetBytes(file)));

    private static async Task<byte[]> GetAsync(RunningDashboard dashboard, string path)
    {
        using var http = new HttpClient { BaseAddress = dashboard.Pages };
        return await http.GetByteArrayAsync("/api/telemetry/" + path, TestContext.Current.CancellationToken);
    }
}
