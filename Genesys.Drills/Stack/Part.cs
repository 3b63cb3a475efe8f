using System.Globalization;
using Genesys.Drills.Processes;

namespace Genesys.Drills.Stack;

/// <summary>
/// A part of the stack as a process of its own, on one port for all its lives; what it writes is appended to a file.
/// </summary>
internal sealed class Part : IDisposable
{
    private readonly string _assembly;
    private readonly string _log;
    private readonly Dictionary<string, string> _environment;
    private RunningProcess? _process;
    private volatile TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="name">Its assembly.</param>
    /// <param name="log">The file of its output.</param>
    /// <param name="environment">Its settings.</param>
    public Part(string name, string log, Dictionary<string, string> environment)
    {
        _assembly = name;
        _log = log;
        Address = new Uri($"http://127.0.0.1:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}");
        _environment = new(environment) { ["ASPNETCORE_URLS"] = Address.AbsoluteUri };
        Client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public Uri Address { get; }

    /// <summary>Where it is; null: see <see cref="RunningProcess.Command"/>.</summary>
    public string? Folder { get; init; }

    /// <summary>The control group that it is started in; null for none of its own.</summary>
    public ControlGroup? Within { get; init; }

    public bool HasExited => _process!.HasExited;

    public HttpClient Client { get; }

    /// <summary>Where a receiver takes events.</summary>
    public static Uri Subscription { get; } = new("/eventbridge/subscription", UriKind.Relative);

    /// <summary>Memory that it has in the machine's.</summary>
    public long ResidentBytes => _process!.ResidentBytes;

    /// <summary>Completes when it is ready, at once when it is.</summary>
    public Task Up => _up.Task;

    /// <summary>Adds settings that need another part's address; before it is started.</summary>
    public void Set(Dictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
        {
            _environment[name] = value;
        }
    }

    public void Start()
    {
        IEnumerable<string> command = RunningProcess.Command(_assembly, Folder);
        if (Within is not null)
        {
            // A shell, which becomes the program: the runtime reads what its group has as it starts.
            command = [
                "/bin/sh", "-c", string.Concat(Within.Entrances.Select(file => $"echo $$ > {file}; ")) + "exec \"$@\"",
                "sh", .. command];
        }

        _process = RunningProcess.Start(command.First(), command.Skip(1), _environment, written: Write);
    }

    /// <summary>Waits until it answers that it is ready.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        await _process!.WaitUntilReadyAsync(Client, cancellationToken);
        _up.TrySetResult();
    }

    /// <summary>Ends it as a power cut ends a process.</summary>
    public async Task KillAsync()
    {
        if (_up.Task.IsCompleted)
        {
            _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await _process!.KillAsync();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        _process?.Dispose();
        Client.Dispose();
    }

    private void Write(string line)
    {
        lock (_environment)
        {
            File.AppendAllText(_log, line + "\n");
        }
    }
}
