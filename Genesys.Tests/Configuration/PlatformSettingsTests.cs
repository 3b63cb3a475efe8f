using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Genesys.Receiver;
using Genesys.Receiver.Commands;
using Genesys.Receiver.Configuration;

namespace Genesys.Tests.Configuration;

/// <summary>Settings that aren't the receiver's own, held against what uses them.</summary>
public sealed class PlatformSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("urls", "nonsense", "ASPNETCORE_URLS")]
    [InlineData("urls", "", "ASPNETCORE_URLS")]
    [InlineData("urls", "http://127.0.0.1:0;ftp://127.0.0.1", "ASPNETCORE_URLS")]
    [InlineData("urls", "http://127.0.0.1:70000", "ASPNETCORE_URLS")]
    [InlineData("urls", "http://127.0.0.1:hunter2", "ASPNETCORE_URLS")]
    [InlineData("urls", "http://user:hunter2@127.0.0.1:8000", "ASPNETCORE_URLS")]
    [InlineData("urls", "http://127.0.0.1:8000/hunter2", "ASPNETCORE_URLS")]
    [InlineData("urls", "http://localhost:0", "ASPNETCORE_URLS")]
    [InlineData("urls", "https://127.0.0.1:0", "ASPNETCORE_URLS has an https address, but there is no certificate")]
    [InlineData("http_ports", "hunter2", "ASPNETCORE_HTTP_PORTS")]
    [InlineData("http_ports", "-1", "ASPNETCORE_HTTP_PORTS")]
    [InlineData("https_ports", "8443", "ASPNETCORE_HTTPS_PORTS has an https address, but there is no certificate")]
    [InlineData("Kestrel:Endpoints:Main:Url", "hunter2", "Kestrel:Endpoints:Main:Url")]
    [InlineData("Kestrel:Endpoints:Main:Url", "https://127.0.0.1:0", "certificate")]
    [InlineData("Kestrel:Certificates:Default:Path", "/nowhere/hunter2.pfx", "Kestrel")]
    [InlineData("Logging:LogLevel:Default", "hunter2", "Logging:LogLevel:Default must be one of Trace")]
    [InlineData("Logging:Console:LogLevel:Genesys", "hunter2", "Logging:Console:LogLevel:Genesys must be one of Trace")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT must be an address")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "hunter2", "OTEL_EXPORTER_OTLP_ENDPOINT must be an address")]
    [InlineData(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "hunter2", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be an address")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "hunter2", "OTEL_EXPORTER_OTLP_PROTOCOL must be grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "hunter2", "OTEL_EXPORTER_OTLP_HEADERS must be name=value")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "OTEL_EXPORTER_OTLP_TIMEOUT must be a whole number")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "OTEL_TRACES_SAMPLER must be one of")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "1.5", "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "NaN", "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0", "OTEL_METRIC_EXPORT_INTERVAL must be a whole number from 1")]
    [InlineData(
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4096",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE must not be more than OTEL_BSP_MAX_QUEUE_SIZE")]
    [InlineData("AWS_ENDPOINT_URL", "hunter2", "AWS_ENDPOINT_URL must be an address")]
    [InlineData(
        "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://user:hunter2@127.0.0.1",
        "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS must be an address")]
    [InlineData("AWS_REGION", "hunter2 hunter2", "AWS_REGION must be the name of a region")]
    public void WhatItsUserWouldNotTake_IsOneSentence(string key, string value, string sentence)
    {
        var failure = Assert.Single(Failures((key, value)));

        Assert.Contains(sentence, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "urls",
        "http://+:8000;http://*:8001;http://0.0.0.0;http://[::]:8002/;http://[::1];http://host.example:80;http://localhost:8003")]
    [InlineData("urls", "http://unix:/run/receiver.sock")]
    [InlineData("http_ports", "8080;8081")]
    [InlineData("Kestrel:Endpoints:Main:Url", "http://127.0.0.1:0")]
    [InlineData("Logging:LogLevel:Default", "warning")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example:4318/path")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a=b,other=c")]
    [InlineData("AWS_REGION", "eusc-de-east-1")]
    [InlineData("AWS_ENDPOINT_URL", "http://127.0.0.1:4566/")]
    public void WhatItsUserTakes_IsTaken(string key, string value) => Assert.Empty(Failures((key, value)));

    [Fact]
    public void Https_IsTakenWithACertificate_AndRefusedWithAWrongPassword()
    {
        var path = Path.Combine(_folder.FullName, "receiver.pfx");
        using (var key = RSA.Create(2048))
        {
            var request = new CertificateRequest(
                "CN=receiver", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(
                DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "right"));
        }

        Assert.Empty(Failures(
            ("urls", "https://127.0.0.1:0"), ("Kestrel:Certificates:Default:Path", path),
            ("Kestrel:Certificates:Default:Password", "right")));
        var failure = Assert.Single(Failures(
            ("urls", "https://127.0.0.1:0"), ("Kestrel:Certificates:Default:Path", path),
            ("Kestrel:Certificates:Default:Password", "hunter2")));
        Assert.Contains("The section Kestrel can't be used", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Failures(params (string Key, string Value)[] settings) =>
        new ReceiverHost(builder => builder.AddReceiver(), _ => { }).Ask<ConfigurationCheck, IReadOnlyList<string>>(
            ["--Intake:Auth:Mode=None", .. settings.Select(setting => $"--{setting.Key}={setting.Value}")],
            check => check.Failures());
}
