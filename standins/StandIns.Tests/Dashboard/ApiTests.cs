using System.Net;
using System.Text.Json;
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

        foreach (var path in new[] { "/export/traces.json", "/export/logs.json", "/export/metrics.json" })
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
    public async Task ApiAnswers_AreInTheEnvelopeAndImportedTooAndTheNewestIsLast()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        dashboard.Get<OtlpIntake>().Take(OtlpSignal.Traces, Traces("shop", ASpan(2, 2, name: "newer", start: Start + 100), ASpan(1, 1, name: "older")).ToByteArray());

        var answer = await GetAsync(dashboard, "/api/telemetry/traces?limit=1");
        using var json = JsonDocument.Parse(answer);

        Assert.Equal((2, 1), (json.RootElement.GetProperty("totalCount").GetInt32(), json.RootElement.GetProperty("returnedCount").GetInt32()));
        var span = json.RootElement.GetProperty("data").GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans")[0];
        Assert.Equal("newer", span.GetProperty("name").GetString());
        await using var other = await RunningDashboard.StartAsync();
        Assert.Equal((1, 0), OtlpImport.Take(other.Get<OtlpIntake>(), answer));
        Assert.Equal("newer", other.Store.Traces.AllSpans().Single().Name);
    }

    [Fact]
    public async Task Resources_SayWhatTheySent()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        dashboard.Get<OtlpIntake>().Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 1)).ToByteArray());
        dashboard.Get<OtlpIntake>().Take(OtlpSignal.Logs, Logs("bar", ALog("hello")).ToByteArray());

        using var json = JsonDocument.Parse(await GetAsync(dashboard, "/api/telemetry/resources"));

        Assert.Equal(
            [("bar", true, false), ("shop", false, true)],
            json.RootElement.EnumerateArray().Select(one => (one.GetProperty("name").GetString()!, one.GetProperty("hasLogs").GetBoolean(), one.GetProperty("hasTraces").GetBoolean())).Order());
    }

    [Fact]
    public async Task Follow_AnswersWhatIsThereAndThenEachRecordAsALine()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var intake = dashboard.Get<OtlpIntake>();
        intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 1, name: "there")).ToByteArray());
        using var http = new HttpClient { BaseAddress = dashboard.Pages };

        using var response = await http.GetAsync("/api/telemetry/spans?follow=true&resource=shop", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Contains("\"name\":\"there\"", await LineAsync(), StringComparison.Ordinal);
        intake.Take(OtlpSignal.Traces, Traces("other", ASpan(2, 2, name: "not asked for")).ToByteArray());
        intake.Take(OtlpSignal.Traces, Traces("shop", ASpan(3, 3, name: "late")).ToByteArray());
        Assert.Contains("\"name\":\"late\"", await LineAsync(), StringComparison.Ordinal);

        async Task<string?> LineAsync() => await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Queries_NarrowItDown()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        dashboard.Get<OtlpIntake>().Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 1), ASpan(2, 2, error: "no")).ToByteArray());

        Assert.Equal(1, await CountAsync("spans?hasError=true"));
        Assert.Equal(1, await CountAsync("spans?hasError=false"));
        Assert.Equal(2, await CountAsync("spans?resource=shop&resource=shop"));
        using var http = new HttpClient { BaseAddress = dashboard.Pages };
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/api/telemetry/spans?resource=nobody", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(1, await CountAsync("spans?traceId=" + Hex(TraceId(1))));
        Assert.Equal(0, await CountAsync("spans?traceId=nonsense"));
        Assert.Equal(2, await CountAsync("traces?resource=shop"));
        Assert.Equal(1, await CountAsync("traces?limit=1"));

        async Task<int> CountAsync(string path) => System.Text.Encoding.UTF8.GetString(await GetAsync(dashboard, "/api/telemetry/" + path)).Split("\"spanId\"").Length - 1;
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
        return await http.GetByteArrayAsync(path, TestContext.Current.CancellationToken);
    }
}
