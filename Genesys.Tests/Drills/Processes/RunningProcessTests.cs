using Genesys.Drills.Processes;

namespace Genesys.Tests.Drills.Processes;

public class RunningProcessTests
{
    [Fact]
    public async Task ProcessThatEndsBeforeItIsReady_IsToldOfWithLinesThatComeAfterItsEnd()
    {
        using var client = new HttpClient { BaseAddress = new Uri(ReceiverApp.Nowhere) };
        using var process = RunningProcess.Start(
            "sh", ["-c", "echo first; { tail --pid=$$ -s 0.5 -f /dev/null; echo last >&2; } & exit 3"]);

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(
            () => process.WaitUntilReadyAsync(client, Cancel));

        Assert.Equal("It ended with 3 before it was ready:\nfirst\nlast", ended.Message);
    }
}
