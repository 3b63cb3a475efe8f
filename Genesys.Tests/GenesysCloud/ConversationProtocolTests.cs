using System.IO.Compression;
using System.Text;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Validation;
using Genesys.Tests.Processing;
using Genesys.Tests.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Genesys.Tests.GenesysCloud;

/// <summary>What goes over the wire and what comes back, over real sockets.</summary>
public class ConversationProtocolTests
{
    [Fact]
    public async Task TokenThatIsNotWhatItsEncodingSays_IsAFailureForNow()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnToken = context => GiveAsync(context, "broken gzip");
        await using var host = await PumpHost.StartAsync(genesys.Address, settings: ("Processing:MaxRetries", "0"));

        var result = await FetchAsync(host);

        Assert.Equal((FetchOutcome.FailedForNow, "token_connection_failed"), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task LoginBase_TokenIsAskedForByBasic_WithTheGrantAlone()
    {
        await using var genesys = await StubGenesys.StartAsync();
        await using var host = await PumpHost.StartAsync(genesys.Address);
        await FetchAsync(host);

        var request = Assert.Single(genesys.Requests, request => request.Method == "POST");
        Assert.Equal("/oauth/token", request.Target);
        Assert.Equal("Basic " + Convert.ToBase64String("client:top-secret"u8), request.Authorization);
        Assert.Equal("grant_type=client_credentials", request.Body);
    }

    [Fact]
    public async Task ApiBaseAlone_TokenComesFromTheTutorialsPath_AndFormAndHeaderHaveTheCredentials()
    {
        await using var genesys = await StubGenesys.StartAsync();
        await using var host = await PumpHost.StartAsync(genesys.Address, settings: ("GENESYS_LOGIN_BASE", null));
        var result = await FetchAsync(host);

        Assert.Equal(FetchOutcome.Fetched, result.Outcome);
        var request = Assert.Single(genesys.Requests, request => request.Method == "POST");
        Assert.Equal("/api/v2/oauth/token", request.Target);
        Assert.Equal("grant_type=client_credentials&client_id=client&client_secret=top-secret", request.Body);
        Assert.StartsWith("Basic ", request.Authorization, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2f7bf00a-0fc2-4d6a-9b56-92238191433e", "/api/v2/conversations/2f7bf00a-0fc2-4d6a-9b56-92238191433e")]
    [InlineData("../users/me?x=", "/api/v2/conversations/..%2Fusers%2Fme%3Fx%3D")]
    [InlineData("a/../../b", "/api/v2/conversations/a%2F..%2F..%2Fb")]
    [InlineData("a#b%2F;c d", "/api/v2/conversations/a%23b%252F%3Bc%20d")]
    [InlineData("\\..\\x", "/api/v2/conversations/%5C..%5Cx")]
    [InlineData("grüße😀", "/api/v2/conversations/gr%C3%BC%C3%9Fe%F0%9F%98%80")]
    public async Task ConversationId_IsEscaped(string id, string target)
    {
        await using var genesys = await StubGenesys.StartAsync();
        await using var host = await PumpHost.StartAsync(genesys.Address);
        await FetchAsync(host, id);

        Assert.Equal(target, Assert.Single(genesys.Conversations));
    }

    /// <summary>
    /// What a conversation's id can be, beyond the BMP too, makes an address of its own; dots alone don't climb.
    /// </summary>
    [Theory]
    [InlineData("...", "/api/v2/conversations/...")]
    [InlineData("....", "/api/v2/conversations/....")]
    [InlineData(".a", "/api/v2/conversations/.a")]
    public async Task IdOfDots_IsAsked(string id, string target)
    {
        await using var genesys = await StubGenesys.StartAsync();
        await using var host = await PumpHost.StartAsync(genesys.Address);

        Assert.Equal(FetchOutcome.Fetched, (await FetchAsync(host, id)).Outcome);
        Assert.Equal(target, Assert.Single(genesys.Conversations));
    }

    [Fact]
    public async Task LongestIds_AreAsked()
    {
        await using var genesys = await StubGenesys.StartAsync();
        await using var host = await PumpHost.StartAsync(genesys.Address);

        Assert.Equal(FetchOutcome.Fetched, (await FetchAsync(host, new string('a', ConversationId.MaxLength))).Outcome);
        var beyondTheBmp = string.Concat(Enumerable.Repeat("😀", ConversationId.MaxLength));
        Assert.Equal(FetchOutcome.Fetched, (await FetchAsync(host, beyondTheBmp)).Outcome);
    }

    [Fact]
    public async Task TenMegabytes_AreTaken()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(context, 200, ObjectOf(ConversationAnswer.MaxBytes));
        await using var host = await PumpHost.StartAsync(genesys.Address);

        Assert.Equal(ConversationAnswer.MaxBytes, (await FetchAsync(host)).Conversation.Length);
    }

    [Fact]
    public async Task Forbidden_NamesThePermission_UntilAConversationIsSeen()
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnConversation = context => StubGenesys.Json(context, 403, """{"code":"missing.any.permissions"}""");
        await using var host = await PumpHost.StartAsync(genesys.Address);
        var availability = host.Services.GetRequiredService<GenesysAvailability>();

        Assert.Equal(FetchOutcome.FailedForNow, (await FetchAsync(host)).Outcome);
        Assert.Contains(
            "conversation:communication:view", Assert.Single(availability.Problems), StringComparison.Ordinal);

        genesys.OnConversation = context => StubGenesys.Json(context, 200, "{}");
        await FetchAsync(host);
        Assert.Empty(availability.Problems);
    }

    [Fact]
    public async Task Analytics_AreFetchedToo_AndTheirAbsenceIsNoFailure()
    {
        await using var genesys = await StubGenesys.StartAsync();
        var exists = true;
        genesys.OnConversation = context =>
            context.Request.Path.StartsWithSegments("/api/v2/analytics", StringComparison.Ordinal)
            ? StubGenesys.Json(context, exists ? 200 : 404, """{"conversationStart":"2026-01-01"}""")
            : StubGenesys.Json(context, 200, """{"id":"c"}""");
        await using var host = await PumpHost.StartAsync(
            genesys.Address, settings: ("Genesys:IncludeAnalytics", "true"));
        var progress = new SilentProgress();

        var result = await FetchAsync(host, progress: progress);
        exists = false;
        var without = await FetchAsync(host);

        Assert.Equal(
            ["/api/v2/conversations/c", "/api/v2/analytics/conversations/c/details"], genesys.Conversations.Take(2));
        Assert.Equal((FetchOutcome.Fetched, 2), (result.Outcome, result.Attempts));
        Assert.Equal("""{"conversationStart":"2026-01-01"}""", Encoding.UTF8.GetString(result.Analytics!.Value.Span));
        Assert.Equal((FetchOutcome.Fetched, null), (without.Outcome, without.Analytics));
        Assert.Equal(["queueing", "attempt", "queueing", "attempt for what is there"], progress.Steps);
    }

    [Fact]
    public async Task NeitherHostsNorSecretsNorTokens_ReachTheLog()
    {
        await using var genesys = await StubGenesys.StartAsync();
        var number = 0;
        genesys.OnConversation = context => Interlocked.Increment(ref number) switch
        {
            1 => GiveAsync(context, "reset"),
            2 => StubGenesys.Json(context, 401, "{}"),
            3 => StubGenesys.Json(context, 503, "{}"),
            _ => StubGenesys.Json(context, 200, """{"id":"c","participants":[{"name":"Ann Person"}]}"""),
        };
        await using var host = await PumpHost.StartAsync(
            genesys.Address, also: builder => builder.Logging.AddFakeLogging());
        await host.Journal.RecordAsync(Deliveries.ADelivery("c"), lease: false, Cancel);
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "the delivery is finished");

        var log = string.Join(
            '\n', host.Services.GetFakeLogCollector().GetSnapshot().Select(
                entry => $"{entry.Message} {entry.Exception} {string.Join(' ', entry.StructuredState ?? [])}"));
        Assert.NotEmpty(log);
        var port = new Uri(genesys.Address).Port;
        Assert.All(
            ["top-secret", "127.0.0.1", $":{port}", "token-1", "token-2", "Bearer", "Basic", "Ann Person"], word =>
                Assert.DoesNotContain(word, log, StringComparison.Ordinal));
    }

    private static Task<FetchResult> FetchAsync(PumpHost host, string id = "c", IFetchProgress? progress = null) =>
        host.Services.GetRequiredService<Conversations>()
            .FetchAsync(
                ConversationIds.Of(id), progress ?? new SilentProgress(), Cancel);

    private static async Task GiveAsync(HttpContext context, string answer)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        switch (answer)
        {
            case "no content":
                response.StatusCode = 204;
                break;
            case "empty 200":
                break;
            case "array":
                await response.WriteAsync("[]");
                break;
            case "text as JSON":
                await response.WriteAsync("\"conversation\"");
                break;
            case "half an object":
                await response.WriteAsync("{\"id\":");
                break;
            case "two objects":
                await response.WriteAsync("{}{}");
                break;
            case "bytes that are no UTF-8":
                await response.Body.WriteAsync(
                    new byte[] { (byte)'{', (byte)'"', 0xFF, 0xFE, (byte)'"', (byte)':', (byte)'1', (byte)'}' });
                break;
            case "HTML":
                response.ContentType = "text/html";
                await response.WriteAsync("<html></html>");
                break;
            case "redirect":
                response.StatusCode = 302;
                response.Headers.Location = "/elsewhere";
                break;
            case "accepted":
                response.StatusCode = 202;
                await response.WriteAsync("{}");
                break;
            case "broken off":
                response.ContentLength = 1_000;
                await response.WriteAsync("{\"id\":");
                // The server ends a connection whose answer falls short of its length, after what was written: an abort
                // could overtake that.
                await response.Body.FlushAsync();
                break;
            case "broken gzip":
                response.Headers.ContentEncoding = "gzip";
                await response.WriteAsync("no gzip at all, whatever the header says");
                break;
            case "10 MB and a byte":
                response.ContentLength = ConversationAnswer.MaxBytes + 1;
                await response.WriteAsync(ObjectOf(ConversationAnswer.MaxBytes + 1));
                break;
            case "10 MB and a byte, chunked":
                await response.WriteAsync(ObjectOf(ConversationAnswer.MaxBytes + 1));
                break;
            case "a compressed bomb":
                response.Headers.ContentEncoding = "gzip";
                await using (var gzip = new GZipStream(response.Body, CompressionLevel.Fastest))
                {
                    var zeros = new byte[1024 * 1024];
                    for (var i = 0; i < 200; i++)
                    {
                        await gzip.WriteAsync(zeros);
                    }
                }

                break;
            case "reset":
                context.Features.Get<IHttpRequestLifetimeFeature>()!.Abort();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(answer));
        }
    }

    private static string ObjectOf(int bytes) => "{\"a\":\"" + new string('x', bytes - 8) + "\"}";
}
