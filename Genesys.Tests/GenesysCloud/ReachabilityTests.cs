using System.Diagnostics;
using System.Text;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Telemetry;
using Genesys.Tests.Processing;
using Genesys.Tests.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Genesys.Tests.GenesysCloud;

/// <summary>
/// Each way in which nobody answers has a word of its own, in health, in the log and on the span. Real sockets fail
/// here.
/// </summary>
public class ReachabilityTests
{
    public static TheoryData<string, string> Words => new()
    {
        { "host_unknown", "the name of its host isn't known" },
        { "connection_refused", "refuses the connection" },
        { "tls_failed", "TLS" },
        { "timeout", "no answer in time" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task TokenEndpoint_SaysWhy(string word, string sentence)
    {
        await using var nobody = Nobody.For(word);
        await using var genesys = await StubGenesys.StartAsync();
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        await using var host = await StartAsync(genesys.Address, nobody.Address, word);

        var result = await FetchAsync(host);

        Assert.Equal(
            (FetchOutcome.FailedForNow, $"token_{word}", 0), (result.Outcome, result.Reason, result.StatusCode));
        var problem = Assert.Single(host.Services.GetRequiredService<GenesysAvailability>().Problems);
        Assert.Contains("login host", problem, StringComparison.Ordinal);
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        await Eventually.IsTrue(
            () => host.Services.GetFakeLogCollector().GetSnapshot().Any(
                line => line.Message.Contains(sentence, StringComparison.Ordinal)),
            "the log has the sentence");
        await EndedAsync(
            spans, span => span.OperationName == ReceiverTelemetry.GetToken
                && Equals(span.GetTagItem("error.type"), $"token_{word}"));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Api_SaysWhy(string word, string sentence)
    {
        await using var nobody = Nobody.For(word);
        await using var genesys = await StubGenesys.StartAsync();
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        await using var host = await StartAsync(nobody.Address, genesys.Address, word);
        // The attempt's time is the token's as well.
        var tokens = host.Services.GetRequiredService<TokenSource>();
        await Eventually.IsTrue(
            async () => await tokens.GetAsync(Cancel) is TokenAnswer.Granted, "there is a token");

        var result = await FetchAsync(host);

        Assert.Equal((FetchOutcome.FailedForNow, word, 0), (result.Outcome, result.Reason, result.StatusCode));
        Assert.Contains(
            sentence, Assert.Single(
                host.Services.GetRequiredService<GenesysAvailability>().Problems), StringComparison.Ordinal);
        await EndedAsync(
            spans, span => span.DisplayName.StartsWith("GET ", StringComparison.Ordinal)
                && Equals(span.GetTagItem("error.type"), word));
    }

    // Only who waits for a time-out has little patience: a name server may be slow to say that a name isn't known.
    private static Task<PumpHost> StartAsync(string api, string login, string word) => PumpHost.StartAsync(
        api,
        also: builder => builder.Logging.AddFakeLogging(),
        settings: [("GENESYS_LOGIN_BASE", login), ("Processing:MaxRetries", "0"),
            ("Processing:AttemptTimeout", word == "timeout" ? "00:00:02" : "00:01:00")]);

    // A span may end after the answer that it is about.
    private static Task EndedAsync(List<Activity> spans, Func<Activity, bool> isIt) => Eventually.IsTrue(
        () =>
        {
            lock (spans)
            {
                return spans.Any(isIt);
            }
        },
        "the span ended");

    private static Task<FetchResult> FetchAsync(PumpHost host) =>
        host.Services.GetRequiredService<Conversations>()
            .FetchAsync(ConversationIds.Of("c"), new SilentProgress(), Cancel);

    private static ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ReceiverTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>An address where nobody answers as asked.</summary>
    private sealed class Nobody(string address, SocketServer? server) : IAsyncDisposable
    {
        public string Address => address;

        public static Nobody For(string word)
        {
            switch (word)
            {
                case "host_unknown":
                    return new Nobody("http://no-such-host.invalid", null);
                case "connection_refused":
                    return new Nobody(ReceiverApp.Nowhere, null);
            }

            var (scheme, answer) =
                word == "tls_failed" ? ("https", "HTTP/1.1 400 Bad Request\r\n\r\n") : ("http", "");
            var server = new SocketServer(async (socket, end) =>
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes(answer), end);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
            });
            return new Nobody($"{scheme}://127.0.0.1:{server.Port}", server);
        }

        public ValueTask DisposeAsync() => server?.DisposeAsync() ?? default;
    }
}
