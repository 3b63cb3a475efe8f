using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Genesys.Receiver.Intake;

namespace Genesys.Tests;

/// <summary>The receiver as a process of its own, to be killed.</summary>
public sealed class RunningReceiver : IDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private RunningReceiver(Process process, Uri address)
    {
        _process = process;
        Address = address;
        // Without a propagator: tests beside this one listen to this process's requests, and a traceparent of theirs that isn't sampled would keep the receiver's spans away.
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>What the process wrote, for a test that failed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts a receiver on a free port and waits until it is ready.</summary>
    /// <param name="journal">The journal's connection string.</param>
    /// <param name="environment">Environment variables over the tests' defaults.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<RunningReceiver> StartAsync(
        string journal, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{ReceiverApp.FreePort().ToString(CultureInfo.InvariantCulture)}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Genesys.Receiver.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["ASPNETCORE_URLS"] = address.AbsoluteUri;
        start.Environment["Intake__Auth__Mode"] = "None";
        start.Environment["ConnectionStrings__journal"] = journal;
        start.Environment["GENESYS_CLIENT_ID"] = "client";
        start.Environment["GENESYS_CLIENT_SECRET"] = "secret";
        start.Environment["GENESYS_API_BASE"] = ReceiverApp.Nowhere;
        start.Environment["AWS_REGION"] = "us-east-1";
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] = ReceiverApp.Nowhere;
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var receiver = new RunningReceiver(process, address);
        process.OutputDataReceived += (_, line) => receiver._output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => receiver._output.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await receiver.WaitUntilReadyAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to end, and waits until it has.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        _ = Signal(_process.Id, SigTerm);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends a body; null when the process went away before it answered.</summary>
    public async Task<HttpResponseMessage?> TrySendAsync(string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            return await Client.PostAsync(new Uri(SubscriptionEndpoint.Path, UriKind.Relative), content, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        Client.Dispose();
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException("The receiver ended before it was ready:\n" + Output);
            }

            try
            {
                using var answer = await Client.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
