using Genesys.Tests.GenesysCloud;

namespace Genesys.Tests.EndToEnd;

/// <summary>
/// A receiver as a process whose wall clock is set a day ahead and back while it works: nothing waits for that day.
/// </summary>
public sealed class ClockJumpTests : IDisposable
{
    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib64/faketime/libfaketimeMT.so.1",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clock-");
    private int _events;

    private string ClockFile => Path.Combine(_folder.FullName, "clock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("+0d", "+1d")]
    [InlineData("+1d", "+0d")]
    [InlineData("+0d", "-1d")]
    public async Task ClockIsSet_TokensPausesAndEventsGoOn(string before, string after)
    {
        await using var genesys = await StubGenesys.StartAsync();
        genesys.OnToken = context =>
            StubGenesys.Json(context, 200, """{"access_token":"token","token_type":"bearer","expires_in":2}""");
        using var receiver = await StartAsync(genesys, before);

        await SendAsync(receiver);
        await Eventually.IsTrue(() => Handed() == 1, "the first event is processed");
        // The pause of this 429 is on while the clock is set.
        var throttled = 0;
        genesys.OnConversation = context =>
        {
            if (Interlocked.Increment(ref throttled) > 1)
            {
                return StubGenesys.Json(context, 200, """{"id":"c"}""");
            }

            context.Response.Headers.RetryAfter = "2";
            return StubGenesys.Json(context, 429, "{}");
        };
        await SendAsync(receiver);
        await Eventually.IsTrue(() => Volatile.Read(ref throttled) > 0, "the second is throttled");
        SetClock(after);
        await SendAsync(receiver);

        await Eventually.IsTrue(() => Handed() == 3, "all are processed");
        var tokens = genesys.TokenRequests;
        await SendAsync(receiver);
        await Eventually.IsTrue(() => Handed() == 4, "and what comes then");
        await Eventually.IsTrue(() => genesys.TokenRequests > tokens, "tokens are renewed");
    }

    private Task<RunningReceiver> StartAsync(StubGenesys genesys, string clock)
    {
        var library = Array.Find(Libraries, File.Exists);
        Assert.SkipWhen(library is null, "cannot run here: libfaketime isn't installed.");
        SetClock(clock);
        return RunningReceiver.StartAsync(
            Path.Combine(_folder.FullName, "journal.db"),
            new()
            {
                ["LD_PRELOAD"] = library!,
                ["FAKETIME_TIMESTAMP_FILE"] = ClockFile,
                // How long it may take until the clock is seen to be set: less than the pause lasts. To read the file
                // whenever the time is asked for costs more than all else.
                ["FAKETIME_CACHE_DURATION"] = "1",
                // Only the wall clock is set, as an administrator or NTP would.
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                ["DONT_FAKE_MONOTONIC"] = "1",
                ["GENESYS_API_BASE"] = genesys.Address,
                ["GENESYS_LOGIN_BASE"] = genesys.Address,
                ["Genesys__SinkFile"] = Path.Combine(_folder.FullName, "handed.ndjson"),
            },
            Cancel);
    }

    private void SetClock(string offset)
    {
        var next = ClockFile + ".next";
        File.WriteAllText(next, offset);
        File.Move(next, ClockFile, overwrite: true);
    }

    private async Task SendAsync(RunningReceiver receiver)
    {
        var number = Interlocked.Increment(ref _events);
        using var answer = await receiver.TrySendAsync(
            new AnEvent().With("id", $"event-{number}").WithData("conversation_id", $"conversation-{number}")
                .ToString(), Cancel);
        Assert.NotNull(answer);
        Assert.True(answer.IsSuccessStatusCode, receiver.Output);
    }

    private int Handed() => EventLines.Of(_folder, "handed").Count;
}
