using System.Net;

namespace Genesys.Tests.EndToEnd;

/// <summary>
/// The receiver as a process that is asked to end, with a drain deadline that no test would wait for.
/// </summary>
public sealed class ShutdownTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("receiver-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(Timeout = 120_000)]
    public async Task SigtermWhileGenesysIsAway_EndsAtOnceAndKeepsTheEvent()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var journal = Path.Combine(_folder.FullName, "journal.db");
        var patient = new Dictionary<string, string> { ["Shutdown__Drain"] = "00:30:00" };
        var sent = new AnEvent().ToString();
        using (var first = await RunningReceiver.StartAsync(journal, patient, cancelled))
        {
            using var accepted = await first.TrySendAsync(sent, cancelled);
            Assert.Equal(HttpStatusCode.OK, accepted?.StatusCode);

            Assert.Equal(0, await first.StopAsync(cancelled));
        }

        using var second = await RunningReceiver.StartAsync(journal, patient, cancelled);
        using var again = await second.TrySendAsync(sent, cancelled);

        Assert.NotNull(again);
        Assert.Contains("\"duplicate\"", await again.Content.ReadAsStringAsync(cancelled), StringComparison.Ordinal);
        Assert.Equal(0, await second.StopAsync(cancelled));
    }
}
