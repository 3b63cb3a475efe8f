using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Genesys.Drills.Stack;

/// <summary>A part of the stack as a process of its own, on one port for all its lives; what it writes is appended to a file.</summary>
internal sealed class Part : IDisposable
{
    private readonly string _assembly;
    private readonly string _log;
    private readonly Dictionary<string, string> _environment;
    private Process? _process;
    private volatile TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="name">Its assembly, which is beside this one.</param>
    /// <param name="log">The file of its output.</param>
    /// <param name="environment">Its settings.</param>
    public Part(string name, string log, Dictionary<string, string> environment)
    {
        _assembly = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        _log = log;
        Address = new Uri($"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}");
        _environment = new(environment) { ["ASPNETCORE_URLS"] = Address.AbsoluteUri };
        Client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>Where a receiver takes events.</summary>
    public static Uri Subscription { get; } = new("/eventbridge/subscription", UriKind.Relative);

    /// <summary>Memory that it has in the machine's.</summary>
    public long ResidentBytes
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Completes when it is ready, at once when it is.</summary>
    public Task Up => _up.Task;

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [_assembly]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in _environment)
        {
            start.Environment[key] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Write(line.Data);
        _process.ErrorDataReceived += (_, line) => Write(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it answers that it is ready.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"{_assembly} ended with {_process.ExitCode}: see {_log}.");
            }

            try
            {
                using var answer = await Client.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    _up.TrySetResult();
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Ends it as a power cut ends a process.</summary>
    public async Task KillAsync()
    {
        if (_up.Task.IsCompleted)
        {
            _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        Client.Dispose();
    }

    private void Write(string? line)
    {
        if (line is not null)
        {
            lock (_environment)
            {
                File.AppendAllText(_log, line + "\n");
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
