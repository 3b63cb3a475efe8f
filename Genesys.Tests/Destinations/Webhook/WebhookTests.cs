using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Webhook;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Time.Testing;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace Genesys.Tests.Destinations.Webhook;

public sealed class WebhookTests : IDisposable
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string OldSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webhook-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Request_IsSignedAsStandardWebhooksVerifiesIt()
    {
        await using var consumer = await AConsumer.StartAsync();
        var handOver = new AHandOver().WithEvent("{\"name\":\"Grüße\"}").Build();

        await PostAsync(consumer, handOver, options => options.Secrets.Add(Secret));

        var call = Assert.Single(consumer.Calls);
        Assert.Equal(handOver.Body.ToArray(), call.Body);
        Assert.Equal(handOver.Id, call.Headers["webhook-id"]);
        Assert.Equal("application/cloudevents+json; charset=utf-8", call.Headers["Content-Type"]);
        new StandardWebhook(Secret).Verify(Encoding.UTF8.GetString(call.Body), call.Headers);
        Assert.Throws<WebhookVerificationException>(
            () => new StandardWebhook(Secret).Verify(Encoding.UTF8.GetString(call.Body) + " ", call.Headers));
    }

    [Fact]
    public async Task TwoSecrets_ConsumerOfEitherVerifiesIt()
    {
        await using var consumer = await AConsumer.StartAsync();

        await PostAsync(consumer, new AHandOver().Build(), options =>
        {
            options.Secrets.Add(Secret);
            options.Secrets.Add(OldSecret);
        });

        var call = Assert.Single(consumer.Calls);
        var signatures = call.Headers["webhook-signature"].ToString().Split(' ');
        Assert.Equal(2, signatures.Length);
        Assert.All(signatures.Zip([Secret, OldSecret]), pair =>
        {
            // The verifier looks at the first of several signatures alone; the specification says any.
            call.Headers["webhook-signature"] = pair.First;
            new StandardWebhook(pair.Second).Verify(Encoding.UTF8.GetString(call.Body), call.Headers);
        });
    }

    [Fact]
    public async Task RetryAfterTheSecretWasRotated_IsSignedAnew_WithItsOwnMoment()
    {
        await using var consumer = await AConsumer.StartAsync();
        consumer.OnCall = context =>
        {
            context.Response.StatusCode = consumer.Calls.Count == 1 ? 503 : 204;
            return Task.CompletedTask;
        };
        var handOver = new AHandOver().Build();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));

        await PostAsync(consumer, handOver, options => options.Secrets.Add(OldSecret), time);
        time.Advance(TimeSpan.FromHours(1));
        await PostAsync(consumer, handOver, options => options.Secrets.Add(Secret), time);

        var (first, second) = (consumer.Calls.First(), consumer.Calls.Last());
        Assert.Equal(first.Headers["webhook-id"], second.Headers["webhook-id"]);
        Assert.Equal(3_600, MomentOf(second) - MomentOf(first));
        new StandardWebhook(Secret).Verify(Encoding.UTF8.GetString(second.Body), second.Headers);
    }

    [Fact]
    public async Task NoSecret_NoSignature()
    {
        await using var consumer = await AConsumer.StartAsync();

        await PostAsync(consumer, new AHandOver().Build());

        Assert.False(Assert.Single(consumer.Calls).Headers.ContainsKey("webhook-signature"));
    }

    [Theory]
    [InlineData(200, HandOverResultKind.Delivered)]
    [InlineData(202, HandOverResultKind.Delivered)]
    [InlineData(204, HandOverResultKind.Delivered)]
    [InlineData(301, HandOverResultKind.Failed)]
    [InlineData(307, HandOverResultKind.Failed)]
    [InlineData(400, HandOverResultKind.Refused)]
    [InlineData(401, HandOverResultKind.Failed)]
    [InlineData(403, HandOverResultKind.Failed)]
    [InlineData(404, HandOverResultKind.Failed)]
    [InlineData(408, HandOverResultKind.Failed)]
    [InlineData(409, HandOverResultKind.Failed)]
    [InlineData(410, HandOverResultKind.Gone)]
    [InlineData(413, HandOverResultKind.TooLarge)]
    [InlineData(415, HandOverResultKind.Refused)]
    [InlineData(422, HandOverResultKind.Refused)]
    [InlineData(429, HandOverResultKind.Failed)]
    [InlineData(500, HandOverResultKind.Failed)]
    [InlineData(503, HandOverResultKind.Failed)]
    public async Task Status_SaysWhatBecomesOfTheHandOver(int status, HandOverResultKind kind)
    {
        await using var consumer = await AConsumer.StartAsync();
        consumer.OnCall = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };

        var result = await PostAsync(consumer, new AHandOver().Build());

        Assert.Equal((kind, status), (result.Kind, result.StatusCode));
        Assert.Single(consumer.Calls);
    }

    [Fact]
    public async Task RetryAfter_IsTold()
    {
        await using var consumer = await AConsumer.StartAsync();
        consumer.OnCall = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7";
            return Task.CompletedTask;
        };

        Assert.Equal(
            TimeSpan.FromSeconds(7), (await PostAsync(consumer, new AHandOver().Build())).RetryAfter);
    }

    [Fact]
    public async Task OwnHeaders_AreSent()
    {
        await using var consumer = await AConsumer.StartAsync();

        await PostAsync(consumer, new AHandOver().Build(), options =>
        {
            options.Headers["Authorization"] = "Bearer token";
            options.Headers["User-Agent"] = "ours";
            options.Headers["Content-Language"] = "de";
        });

        var headers = Assert.Single(consumer.Calls).Headers;
        Assert.Equal("Bearer token", headers["Authorization"]);
        Assert.Equal("ours", headers["User-Agent"]);
        Assert.Equal("de", headers["Content-Language"]);
    }

    [Fact]
    public async Task CookieOfAnAnswer_IsNotSentBack()
    {
        await using var consumer = await AConsumer.StartAsync();
        consumer.OnCall = context =>
        {
            context.Response.Cookies.Append("session", "1");
            return Task.CompletedTask;
        };
        using var webhook = Create(consumer, _ => { });

        await webhook.DeliverAsync([new AHandOver().Build()], Cancel);
        await webhook.DeliverAsync([new AHandOver().Build()], Cancel);

        Assert.All(consumer.Calls, call => Assert.False(call.Headers.ContainsKey("Cookie")));
        Assert.Equal(2, consumer.Calls.Count);
    }

    [Fact]
    public async Task Connection_IsUsedAgain_AlsoAfterAFailure()
    {
        await using var consumer = await AConsumer.StartAsync();
        var statuses = new Queue<int>([200, 500, 200]);
        consumer.OnCall = context =>
        {
            context.Response.StatusCode = statuses.Dequeue();
            return context.Response.WriteAsync(new string('x', 10_000));
        };
        using var webhook = Create(consumer, _ => { });

        for (var i = 0; i < 3; i++)
        {
            await webhook.DeliverAsync([new AHandOver().Build()], Cancel);
        }

        Assert.Single(consumer.Calls.Select(call => call.Connection).Distinct());
    }

    [Fact]
    public async Task AnswerWithoutEnd_IsNotReadToTheEnd()
    {
        await using var consumer = await AConsumer.StartAsync();
        consumer.OnCall = async context =>
        {
            var chunk = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        };

        var result = await PostAsync(consumer, new AHandOver().Build());

        Assert.Equal(HandOverResultKind.Delivered, result.Kind);
    }

    [Theory]
    [InlineData("413 Content Too Large", HandOverResultKind.TooLarge)]
    [InlineData("200 OK", HandOverResultKind.Delivered)]
    public async Task AnswerBeforeTheBodyIsRead_Counts_ThoughTheConnectionIsReset(
        string status, HandOverResultKind kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answered = AnswerAndResetAsync(listener, $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        using var webhook = Create($"http://{listener.LocalEndpoint}/", _ => { });
        // More than the sockets on both sides hold.
        var handOver = new AHandOver().WithEvent($$"""{"pad":"{{new string('x', 32 * 1024 * 1024)}}"}""").Build();

        var result = Assert.Single(await webhook.DeliverAsync([handOver], Cancel));
        await answered;

        Assert.Equal(kind, result.Kind);
    }

    [Fact]
    public async Task ResetBeforeAnAnswer_IsAFailure()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answered = AnswerAndResetAsync(listener, "");
        using var webhook = Create($"http://{listener.LocalEndpoint}/", _ => { });
        var handOver = new AHandOver().WithEvent($$"""{"pad":"{{new string('x', 32 * 1024 * 1024)}}"}""").Build();

        var result = Assert.Single(await webhook.DeliverAsync([handOver], Cancel));
        await answered;

        Assert.Equal((HandOverResultKind.Failed, "connection_failed"), (result.Kind, result.Reason));
    }

    [Fact]
    public async Task NobodyListens_IsAFailureWithAWord()
    {
        using var webhook = Create(new Uri(ReceiverApp.Nowhere).AbsoluteUri, _ => { });

        var result = Assert.Single(await webhook.DeliverAsync([new AHandOver().Build()], Cancel));

        Assert.Equal((HandOverResultKind.Failed, "connection_refused"), (result.Kind, result.Reason));
    }

    [Fact]
    public async Task OwnAuthority_AndClientCertificate_MakeAConnection_ThatTheSystemsRootsRefuse()
    {
        var (authority, server, client) = Certificates();
        await using var consumer = await AConsumer.StartAsync(listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = server;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Thumbprint == client.Thumbprint;
        }));
        var ca = Write("ca.pem", authority.ExportCertificatePem());
        var own = Write("client.pem", client.ExportCertificatePem());
        var key = Write("client.key", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        var refused = await PostAsync(consumer, new AHandOver().Build());
        var unknown = await PostAsync(consumer, new AHandOver().Build(), options => options.CaFile = ca);
        var taken = await PostAsync(consumer, new AHandOver().Build(), options =>
            (options.CaFile, options.ClientCertificateFile, options.ClientKeyFile) = (ca, own, key));

        Assert.Equal("tls_failed", refused.Reason);
        Assert.Equal(HandOverResultKind.Failed, unknown.Kind);
        Assert.Equal(HandOverResultKind.Delivered, taken.Kind);
    }

    [Fact]
    public async Task ClientCertificateThatWasRenewedInItsFile_IsShown()
    {
        var (authority, server, expired) = Certificates();
        var (_, _, renewed) = Certificates();
        await using var consumer = await AConsumer.StartAsync(listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = server;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Thumbprint == renewed.Thumbprint;
        }));
        var ca = Write("ca.pem", authority.ExportCertificatePem());
        using var webhook = Create(
            consumer, options => (options.CaFile, options.ClientCertificateFile) = (ca, WriteClient(expired)));

        var refused = Assert.Single(await webhook.DeliverAsync([new AHandOver().Build()], Cancel));
        Write("client.pem", "half of a");
        var whileItIsWritten = Assert.Single(await webhook.DeliverAsync([new AHandOver().Build()], Cancel));
        WriteClient(renewed);
        var taken = Assert.Single(await webhook.DeliverAsync([new AHandOver().Build()], Cancel));

        Assert.Equal(
            [HandOverResultKind.Failed, HandOverResultKind.Failed, HandOverResultKind.Delivered],
            new[] { refused.Kind, whileItIsWritten.Kind, taken.Kind });

        string WriteClient(X509Certificate2 client) => Write(
            "client.pem",
            client.ExportCertificatePem() + "\n" + client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private static async Task AnswerAndResetAsync(TcpListener listener, string answer)
    {
        using var socket = await listener.AcceptSocketAsync(Cancel);
        await socket.ReceiveAsync(new byte[1024], Cancel);
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), Cancel);
        socket.LingerState = new LingerOption(true, 0);
    }

    private static async Task<HandOverResult> PostAsync(
        AConsumer consumer, HandOver handOver, Action<DestinationOptions>? configure = null, TimeProvider? time = null)
    {
        using var webhook = Create(consumer.Address, configure ?? (_ => { }), time);
        return Assert.Single(await webhook.DeliverAsync([handOver], Cancel));
    }

    private static WebhookDestination Create(AConsumer consumer, Action<DestinationOptions> configure) =>
        Create(consumer.Address, configure);

    private static WebhookDestination Create(
        string url, Action<DestinationOptions> configure, TimeProvider? time = null)
    {
        var options = new DestinationOptions { Url = url };
        configure(options);
        var context = new DestinationContext("crm", options);
        Assert.Empty(WebhookProblems.Of(context));
        // The clock stands still: the rest of an answer is read for a second at most, or the connection is given up.
        return new WebhookDestination(context, time ?? new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
    }

    private static long MomentOf(AConsumer.Call call) => long.Parse(call.Headers["webhook-timestamp"]!, null);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (X509Certificate2 Authority, X509Certificate2 Server, X509Certificate2 Client) Certificates()
    {
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var authority = request.CreateSelfSigned(from, to);
        return (authority, Issue("CN=server", 1), Issue("CN=client", 2));

        X509Certificate2 Issue(string name, byte serial)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var issued = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            issued.CertificateExtensions.Add(names.Build());
            return X509CertificateLoader.LoadPkcs12(
                issued.Create(authority, from, to, [serial]).CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12),
                null);
        }
    }
}
