using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Genesys.Drills.Processes;
using Genesys.Receiver.Intake;

namespace Genesys.Tests;

/// <summary>The receiver as a process of its own, to be killed.</summary>
public sealed class RunningReceiver : IDisposable
{
    private readonly RunningProcess _process;

    private RunningReceiver(RunningProcess process, Uri address)
    {
        _process = process;
        Address = address;
        // Without a propagator: tests beside this one listen to this process's requests, and a traceparent of theirs
        // that isn't sampled would keep the receiver's spans away.
        // Its connection stays, however long it is idle: a test takes all others that may be, and goes on with it.
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        Client = new HttpClient(handler) { BaseAddress = address };
    }

    public int Id => _process.Id;

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>What the process wrote, for a test that failed.</summary>
    public string Output => $"{_process.Output}\n{_process.Errors}";

    /// <summary>The end of that, and how the process ended if it did.</summary>
    public string LastLines => $"The receiver {_process.LastLines}";

    /// <summary>Starts a receiver on a free port and waits until it is ready.</summary>
    /// <param name="journal">The journal's connection string.</param>
    /// <param name="environment">Environment variables over the tests' defaults.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="host">The program: the receiver itself, or one with a receiver in it.</param>
    /// <param name="shell">What a shell does to start it, with the program and its arguments in <c>$@</c>; null: there
    /// is no shell.</param>
    public static async Task<RunningReceiver> StartAsync(
        string journal, Dictionary<string, string> environment, CancellationToken cancellationToken,
        string? shell = null,
        string host = "Genesys.Receiver")
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}");
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = address.AbsoluteUri,
            ["Intake__Auth__Mode"] = "None",
            ["ConnectionStrings__journal"] = journal,
            ["GENESYS_CLIENT_ID"] = "client",
            ["GENESYS_CLIENT_SECRET"] = "secret",
            ["GENESYS_API_BASE"] = ReceiverApp.Nowhere,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] = ReceiverApp.Nowhere,
        };
        foreach (var (key, value) in environment)
        {
            settings[key] = value;
        }

        var program = RunningProcess.Command(host);
        var process = shell is null
            ? RunningProcess.Start(program[0], program.Skip(1), settings)
            : RunningProcess.Start("bash", ["-c", shell, "bash", .. program], settings);
        var receiver = new RunningReceiver(process, address);
        try
        {
            await process.WaitUntilReadyAsync(receiver.Client, cancellationToken);
        }
        catch
        {
            receiver.Dispose();
            throw;
        }

        return receiver;
    }

    /// <summary>As <see cref="Eventually"/>, of what the receiver brings about; a failure shows what it wrote.</summary>
    public Task UntilAsync(Func<bool> condition, string what) =>
        Eventually.IsTrue(condition, what, told: () => LastLines);

    /// <summary>Ends the process as a power cut would.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks the process to end, and waits until it has.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync(CancellationToken cancellationToken) => _process.StopAsync(cancellationToken);

    /// <summary>Waits until the process has ended by itself.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> WaitAsync(CancellationToken cancellationToken) => _process.WaitAsync(cancellationToken);

    /// <summary>Sends a body; null when the process went away before it answered.</summary>
    public async Task<HttpResponseMessage?> TrySendAsync(string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            return await Client.PostAsync(
                new Uri(SubscriptionEndpoint.Path, UriKind.Relative), content, cancellationToken);
        }
        catch (Exception gone) when (gone is HttpRequestException or SocketException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        Client.Dispose();
    }
}
