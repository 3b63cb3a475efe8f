using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Genesys.Benchmarks.Soak;

/// <summary>The receiver as a process of its own, with an NDJSON sink that says what it processed.</summary>
internal sealed class ReceiverProcess : IDisposable
{
    private readonly Process _process;

    private ReceiverProcess(Process process, Uri address, string sink) => (_process, Address, SinkFile) = (process, address, sink);

    public Uri Address { get; }

    public string SinkFile { get; }

    public static ReceiverProcess Start(string folder, int number, Uri genesys, SoakSettings settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var sink = Path.Combine(folder, $"conversations-{number}.ndjson");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Genesys.Receiver.dll")]) { WorkingDirectory = folder };
        foreach (var (key, value) in new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = address.AbsoluteUri,
            ["Intake__Auth__Mode"] = "None",
            ["Journal__Provider"] = settings.Journal is null ? "Sqlite" : "Postgres",
            ["ConnectionStrings__journal"] = settings.Journal ?? Path.Combine(folder, $"journal-{number}.db"),
            ["GENESYS_API_BASE"] = genesys.AbsoluteUri,
            ["GENESYS_LOGIN_BASE"] = genesys.AbsoluteUri,
            ["GENESYS_CLIENT_ID"] = "soak",
            ["GENESYS_CLIENT_SECRET"] = "soak",
            ["Genesys__SinkFile"] = sink,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS"] = $"http://127.0.0.1:{FreePort()}",
            ["AWS_ACCESS_KEY_ID"] = "soak",
            ["AWS_SECRET_ACCESS_KEY"] = "soak",
            ["Logging__LogLevel__Default"] = "Error",
        })
        {
            start.Environment[key] = value;
        }

        return new ReceiverProcess(Process.Start(start)!, address, sink);
    }

    public async Task WaitUntilReadyAsync(HttpClient client)
    {
        for (var tries = 0; tries < 600 && !_process.HasExited; tries++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "/health"));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new InvalidOperationException("The receiver didn't start.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
