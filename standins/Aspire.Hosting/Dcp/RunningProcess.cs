using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Dcp;

/// <summary>A process that was started here.</summary>
internal sealed class RunningProcess : IDisposable
{
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;
    private const uint CtrlBreakEvent = 1;

    private readonly Process process;
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunningProcess(Process process, ProcessGuard guard, Action<string, bool> onLine, TimeProvider time)
    {
        this.process = process;
        process.Start();
        Id = process.Id;
        StartedAt = time.GetUtcNow();
        var output = Task.WhenAll(
            ReadAsync(process.StandardOutput, line => onLine(line, false)), ReadAsync(process.StandardError, line => onLine(line, true)));
        process.Exited += async (_, _) =>
        {
            guard.Remove(Id);
            // Something that the process started may hold its output open for ever.
            await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1), time)).ConfigureAwait(false);
            exited.TrySetResult(process.ExitCode);
        };
    }

    public int Id { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>The exit code, once the process has ended and its output has been read.</summary>
    public Task<int> Exited => exited.Task;

    /// <summary>Asks the process to end.</summary>
    public void Terminate() => Signal(SignalTerminate);

    /// <summary>Ends the process, and what it has started.</summary>
    public void Kill() => Signal(SignalKill);

    public void Dispose() => process.Dispose();

    private static async Task ReadAsync(StreamReader reader, Action<string> onLine)
    {
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                onLine(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe went with the process.
        }
    }

    private void Signal(int signal)
    {
        if (exited.Task.IsCompleted)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            // The group has the process's own id when it leads one.
            if (kill(-Id, signal) != 0)
            {
                _ = kill(Id, signal);
            }
        }
        else if (signal == SignalTerminate && GenerateConsoleCtrlEvent(CtrlBreakEvent, (uint)Id))
        {
            // .NET processes take Ctrl+Break for SIGQUIT and end in good order.
        }
        else
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public override string ToString() => Id.ToString(CultureInfo.InvariantCulture);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int processId, int signal);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool GenerateConsoleCtrlEvent(uint controlEvent, uint processGroupId);
}
