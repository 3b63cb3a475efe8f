using System.Text;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Persistence;
using Google.Protobuf;
using static StandIns.Tests.Dashboard.Sample;

namespace StandIns.Tests.Dashboard;

public sealed class PersistenceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("dashboard-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Restart_KeepsTelemetryWithoutWhatIsSecret()
    {
        await using (var first = await StartAsync())
        {
            first.Get<OtlpIntake>().Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 1, name: "checkout", attributes: [Pair("http.request.header.authorization", "Bearer hunter2"), Pair("http.route", "/a")])).ToByteArray());
            first.Get<OtlpIntake>().Take(OtlpSignal.Logs, Logs("shop", ALog("Mail to ann@example.com", trace: 1, span: 1)).ToByteArray());
            first.Get<OtlpIntake>().Take(OtlpSignal.Metrics, Metrics("shop", Counter("orders", (Start, 1))).ToByteArray());
        }

        await using var second = await StartAsync();
        var span = Assert.Single(second.Store.Traces.AllSpans());
        Assert.Equal("checkout", span.Name);
        Assert.Equal("/a", Aspire.Dashboard.Telemetry.Attribute.Find(Aspire.Dashboard.Telemetry.Attribute.From(span.Decode().Attributes), "http.route"));
        Assert.Equal("Mail to ***@***********", Assert.Single(second.Store.Logs.All()).Decode().Body.StringValue);
        Assert.Equal(1, second.Store.Metrics.Use.Records);
        Assert.DoesNotContain("hunter2", span.Decode().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuotaIsKept_TheOldestLeaves()
    {
        var random = new Random(1);
        await using var dashboard = await StartAsync(("Dashboard:Data:MaxBytes", "1048576"));
        for (var i = 0; i < 40; i++)
        {
            var noise = new byte[60_000];
            random.NextBytes(noise);
            dashboard.Get<OtlpIntake>().Take(OtlpSignal.Traces, Traces("shop", ASpan(i, i, attributes: Pair("noise", Convert.ToBase64String(noise)))).ToByteArray());
        }

        var archive = dashboard.Get<TelemetryArchive>();
        while (archive.WaitingBytes > 0)
        {
            await Task.Yield();
        }

        Assert.InRange(archive.Bytes, 1, 1_048_576);
        Assert.InRange(new FileInfo(archive.File).Length, 1, 2_000_000);
    }

    [Fact]
    public async Task FileThatIsNoDatabase_IsLeftAloneAndTheDashboardWorks()
    {
        var file = Path.Combine(_directory, "telemetry.db");
        await File.WriteAllTextAsync(file, new string('x', 10_000), TestContext.Current.CancellationToken);

        await using var dashboard = await StartAsync();
        dashboard.Get<OtlpIntake>().Take(OtlpSignal.Traces, Traces("shop", ASpan(1, 1)).ToByteArray());

        Assert.Equal(1, dashboard.Store.Traces.Use.Records);
        Assert.StartsWith("xxxx", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing to see", "nothing to see")]
    [InlineData("write to ann.lee+x@mail.example.shop now", "write to *********@***************** now")]
    [InlineData("call +49 (170) 1234567 now", "call +****")]
    [InlineData("GET /x?token=abc123&page=2", "GET /x?token=******&page=2")]
    [InlineData("GET /login?t=abc123", "GET /login?t=******")]
    [InlineData("at=5 that=6", "at=5 that=6")]
    [InlineData("Authorization: Bearer abc.def, next", "Authorization: Bearer *******, next")]
    [InlineData("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end", "jwt ****")]
    [InlineData("3 + 4 = 7 @ home", "3 + 4 = 7 @ home")]
    public void Text_LosesPersonalDataAndSecretsOnly(string text, string expected)
    {
        var body = Logs("shop", ALog(text)).ToByteArray();
        Redaction.Apply(body, OtlpShapes.Logs);

        var redacted = ExportLogsServiceRequest.Parser.ParseFrom(body).ResourceLogs[0].ScopeLogs[0].LogRecords[0].Body.StringValue;
        Assert.StartsWith(expected, redacted, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), Encoding.UTF8.GetByteCount(redacted));
    }

    [Theory]
    [InlineData("db.password")]
    [InlineData("HTTP.REQUEST.HEADER.COOKIE")]
    [InlineData("client_secret")]
    [InlineData("x-api-key")]
    public void ValueOfASecretsName_IsMaskedAtAnyDepth(string key)
    {
        var nested = new KeyValue { Key = key, Value = new AnyValue { KvlistValue = new KeyValueList { Values = { Pair("inner", "hunter2") } } } };
        var body = Traces("shop", ASpan(1, 1, attributes: [nested, Pair(key, "hunter2"), Pair("plain", "hunter3")])).ToByteArray();

        Redaction.Apply(body, OtlpShapes.Traces);

        var text = ExportTraceServiceRequest.Parser.ParseFrom(body).ToString();
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Contains("hunter3", text, StringComparison.Ordinal);
    }

    private Task<RunningDashboard> StartAsync(params (string, string)[] settings) =>
        RunningDashboard.StartAsync([("ASPIRE_DASHBOARD_DATA_DIRECTORY", _directory), .. settings]);
}
