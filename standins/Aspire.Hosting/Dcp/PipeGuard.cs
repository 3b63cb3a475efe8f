using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Dcp;

/// <summary>A shell that reads from this process; when the pipe ends, it ends the processes that it was told of.</summary>
internal sealed class PipeGuard : ProcessGuard
{
    // The kernel closes the pipe also after kill -9. TERM first; what is still there after 2 s is killed. Linux is asked for processes of the run,
    // too: one that was started a moment before the end, or that went its own way, is not on the list.
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' INT TERM HUP QUIT
        pids=
        while read -r op pid; do
          case $op in
            +) pids="$pids $pid" ;;
            -) kept=; for p in $pids; do [ "$p" = "$pid" ] || kept="$kept $p"; done; pids=$kept ;;
          esac
        done
        for f in $(grep -l -a -F "$1" /proc/[0-9]*/environ); do
          f=${f#/proc/}
          pids="$pids ${f%/environ}"
        done
        tell() { for p in $pids; do kill "-$1" "-$p" || kill "-$1" "$p"; done; }
        any() { for p in $pids; do kill -0 "$p" && return 0; done; return 1; }
        [ -z "$pids" ] || tell TERM
        n=0
        while any && [ $n -lt 20 ]; do sleep 0.1; n=$((n + 1)); done
        [ -z "$pids" ] || tell KILL
        rm -rf -- "$2"
        """;

    private readonly Lock gate = new();
    private Process? shell;

    public override void Add(Process process) => Tell('+', process.Id);

    public override void Remove(int processId) => Tell('-', processId);

    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            if (shell is null)
            {
                return;
            }

            shell.StandardInput.Close();
            shell.WaitForExit(TimeSpan.FromSeconds(5));
            shell.Dispose();
            shell = null;
        }
    }

    private void Tell(char what, int processId)
    {
        lock (gate)
        {
            shell ??= Start();
            try
            {
                shell.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{what} {processId}\n"));
                shell.StandardInput.Flush();
            }
            catch (IOException exception) when (what == '+')
            {
                throw new DistributedApplicationException("The shell that guards the processes is gone; no process is started without it.", exception);
            }
            catch (IOException)
            {
                // A guard that is gone guards nothing.
            }
        }
    }

    private Process Start()
    {
        string[] shell = ["/bin/sh", "-c", Script, "sh", $"{RunVariable}={RunId}", RunFolder];
        var info = Programs.SetSid is { } setsid ? new ProcessStartInfo(setsid, shell) : new ProcessStartInfo(shell[0], shell[1..]);
        info.RedirectStandardInput = true;
        return Process.Start(info)!;
    }
}
