using System.Diagnostics;
using Aspire.Hosting.Dcp;

namespace StandIns.Tests.Hosting;

public class ProcessGuardTests
{
    [Fact]
    public async Task WhenTheParentIsGone_ItsProcessesEnd()
    {
        using var process = Process.Start("sleep", "600");
        using (var guard = new PipeGuard())
        {
            guard.Add(process);
        }

        // The guard sees the end of its pipe, as it would after kill -9 of this process.
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task AProcessThatIsOnNoList_IsFoundByTheRunItBelongsTo()
    {
        using var guard = new PipeGuard();
        using var listed = Process.Start("sleep", "600");
        guard.Add(listed);
        var info = new ProcessStartInfo("sleep", "600");
        info.Environment[ProcessGuard.RunVariable] = guard.RunId;
        using var unlisted = Process.Start(info)!;

        guard.Dispose();

        await unlisted.WaitForExitAsync(TestContext.Current.CancellationToken);
        await listed.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
