using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Intake;

/// <summary>Bodies that break HTTP: a caller's fault is never answered as a fault of the service.</summary>
public sealed class MalformedHttpTests(MalformedHttpTests.Receiver shared) : IClassFixture<MalformedHttpTests.Receiver>
{
    private const string Key = "a-senders-long-key";

    public static TheoryData<string, string> Chunks => new(
        from path in (string[])[
            "/eventbridge/subscription", "/eventbridge/validate", "/admin/jobs", "/admin/counts", "/nothing", "/alive"]
        from chunk in (string[])
        [
            "ffffffffffffffff\r\nx", "7fffffffffffffff\r\nx", "10000000000000000\r\nx", "80000000\r\nx",
            "zz\r\nhello\r\n", "-1\r\nx", "5;\r\n\0\r\n", "\r\n\r\n",
            "5\r\nhelloworld\r\n", "5 5\r\nhello\r\n", "0x5\r\nhello\r\n", "0\r\nbroken trailer\r\n\r\n",
        ]
        select (path, chunk));

    [Theory]
    [MemberData(nameof(Chunks))]
    public async Task MalformedChunk_IsTheCallersFault(string path, string chunk)
    {
        foreach (var key in (string[])["wrong", Key])
        {
            using var caller = await RawCaller.ConnectAsync(shared.App.Address);

            await caller.SendAsync(
                $"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                + $"Connection: close\r\n\r\n{chunk}");

            // A body that may still go on is waited for until its time is over. No answer at all is one to a body that
            // nobody asked for.
            Assert.DoesNotMatch("^HTTP/1.1 500", await caller.ReadAsync("\r\n\r\n"));
        }
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(Key)]
    public async Task ChunkOfAnImpossibleLength_Answers400(string key)
    {
        using var caller = await RawCaller.ConnectAsync(shared.Patient.Address);

        await caller.SendAsync(
            $"POST /eventbridge/subscription HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {key}\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx");

        var answer = await caller.ReadAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Request-Id: ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/eventbridge/subscription")]
    [InlineData("/admin/counts")]
    [InlineData("/alive")]
    public async Task LengthBesideChunks_Answers400_AndEndsTheConnection(string path)
    {
        using var caller = await RawCaller.ConnectAsync(shared.App.Address);

        await caller.SendAsync(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {Key}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n");

        var answers = await caller.ReadAsync("\0");
        Assert.StartsWith("HTTP/1.1 400 ", answers, StringComparison.Ordinal);
        Assert.Equal(
            answers.IndexOf("HTTP/1.1", StringComparison.Ordinal),
            answers.LastIndexOf("HTTP/1.1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HeadersThatDontArrive_Answer503_AndWhenToComeBack()
    {
        using var receiver = ReceiverApp.Start(services: services => services.PostConfigure<KestrelServerOptions>(
            kestrel => kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(0.5)));
        using var caller = await RawCaller.ConnectAsync(receiver.Address);

        await caller.SendAsync("POST /eventbridge/subscription HTTP/1.1\r\nHost: local");

        var answer = await caller.ReadAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Request-Id: ", answer, StringComparison.Ordinal);
    }

    public sealed class Receiver : IDisposable
    {
        private static Dictionary<string, string?> WithKeys => new()
        {
            ["Intake:Auth:Mode"] = "ApiKey",
            ["Intake:Auth:ApiKeys:0"] = Key,
            ["Admin:ApiKeys:0"] = Key,
        };

        /// <summary>Answers 503 soon to a body that may still go on.</summary>
        public ReceiverApp App { get; } = ReceiverApp.Start(
            new(WithKeys) { ["Intake:BodyTimeout"] = "00:00:00.2" });

        public ReceiverApp Patient { get; } = ReceiverApp.Start(WithKeys);

        public void Dispose()
        {
            App.Dispose();
            Patient.Dispose();
        }
    }
}
