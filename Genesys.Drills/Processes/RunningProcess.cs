using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Genesys.Drills.Processes;

/// <summary>
/// A program as a process of its own. What it writes is read, and the last 100,000 lines of each stream are kept; it is
/// killed when it is disposed of.
/// </summary>
internal sealed class RunningProcess : IDisposable
{
    private const int SigTerm = 15;
    private const int MostLines = 100_000;

    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private RunningProcess(ProcessStartInfo start, Action<string>? written)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data, written);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data, written);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>
    /// Whether it has ended; its last lines may still be on their way: <see cref="WaitAsync"/> waits for them.
    /// </summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The exit code of a process that has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Lines of standard output so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Lines of standard error so far.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>How it ended if it did, and the last 30 lines of both: for a failure.</summary>
    public string LastLines =>
        $"{(HasExited ? $"ended with {ExitCode}" : "runs")}; its last lines:\n"
        + string.Join('\n', $"{Output}\n{Errors}".Split('\n').TakeLast(30));

    /// <summary>Bytes that it has in the machine's memory.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="environment">Variables over those of this process.</param>
    /// <param name="folder">Its working folder; null: that of temporary files.</param>
    /// <param name="written">Gets each line that it writes.</param>
    public static RunningProcess Start(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>>? environment = null,
        string? folder = null,
        Action<string>? written = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder ?? Path.GetTempPath() };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return new RunningProcess(start, written);
    }

    /// <summary>
    /// The command that runs one of this solution's programs: one that was compiled natively by itself, else by
    /// <c>dotnet</c>.
    /// </summary>
    /// <param name="assembly">Its name.</param>
    /// <param name="folder">Where it is; null: where the variable RECEIVER says for the receiver, else beside this
    /// program.</param>
    public static IReadOnlyList<string> Command(string assembly, string? folder = null)
    {
        folder ??= assembly == "Genesys.Receiver" ? Environment.GetEnvironmentVariable("RECEIVER") : null;
        var library = Path.Combine(folder ?? AppContext.BaseDirectory, assembly + ".dll");
        return File.Exists(library) ? ["dotnet", library] : [Path.ChangeExtension(library, null)];
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>The exit code, and what it wrote to each stream.</returns>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>>? environment = null,
        string? folder = null,
        CancellationToken cancellationToken = default)
    {
        using var process = Start(program, arguments, environment, folder);
        var exitCode = await process.WaitAsync(cancellationToken);
        return (exitCode, process.Output, process.Errors);
    }

    /// <summary>Waits for its end and its last line.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits until it answers that it is ready.</summary>
    /// <param name="client">With its address.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="path">What is asked: <c>/health</c>, or <c>/alive</c> when something else it needs is away.</param>
    /// <exception cref="InvalidOperationException">It ended before; the message has what it wrote.</exception>
    public async Task WaitUntilReadyAsync(
        HttpClient client, CancellationToken cancellationToken, string path = "/health")
    {
        while (!await IsReadyAsync(client, path, cancellationToken))
        {
            if (HasExited)
            {
                var exitCode = await WaitAsync(cancellationToken);
                throw new InvalidOperationException(
                    $"It ended with {exitCode} before it was ready:\n{Output}\n{Errors}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync().WaitAsync(LongestEnd);
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync(CancellationToken cancellationToken)
    {
        _ = SendSignal(SigTerm);
        return WaitAsync(cancellationToken);
    }

    /// <summary>Sends it a signal; 0 when it was sent.</summary>
    public int SendSignal(int signal) => Signal(_process.Id, signal);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            // With what it started: that has its output open, too.
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(LongestEnd);
        }

        _process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception gone) when (gone is HttpRequestException or SocketException)
        {
            // It isn't listening yet.
            return false;
        }
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line, Action<string>? written)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        if (lines.Count > MostLines)
        {
            lines.TryDequeue(out _);
        }

        written?.Invoke(line);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
