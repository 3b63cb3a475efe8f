using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Genesys.Benchmarks.Otlp;

/// <summary>A dashboard in a process of its own, with persistence on, and a page of it open in a browser where one is given.</summary>
internal sealed class DashboardProcess : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dashboard-load-");
    private readonly Process _process;
    private readonly Process? _browser;

    private DashboardProcess(string assembly, string? browser)
    {
        (Pages, Grpc, Http) = (FreeAddress(), FreeAddress(), FreeAddress());
        _process = Process.Start(new ProcessStartInfo("dotnet", [assembly])
        {
            Environment =
            {
                ["ASPNETCORE_URLS"] = Pages.ToString(),
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Grpc.ToString(),
                ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Http.ToString(),
                ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true",
                ["ASPIRE_DASHBOARD_DATA_DIRECTORY"] = Path.Combine(_folder.FullName, "data"),
                ["Logging__LogLevel__Default"] = "Warning",
            },
            RedirectStandardOutput = true,
        })!;
        _process.BeginOutputReadLine();
        WaitUntilHealthy();
        _browser = browser is null ? null : Process.Start(new ProcessStartInfo(browser,
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--remote-debugging-port=0", $"--user-data-dir={Path.Combine(_folder.FullName, "browser")}", new Uri(Pages, "/traces").ToString()])
        {
            RedirectStandardError = true,
        });
        _browser?.BeginErrorReadLine();
    }

    public Uri Pages { get; }

    public Uri Grpc { get; }

    public Uri Http { get; }

    /// <summary>Bytes of memory in use now.</summary>
    public long Memory => Status("VmRSS");

    /// <summary>The most bytes of memory that were ever in use.</summary>
    public long PeakMemory => Status("VmHWM");

    /// <summary>Seconds of processor time so far.</summary>
    public double ProcessorSeconds => _process.TotalProcessorTime.TotalSeconds;

    /// <summary>Starts one, and waits until it is healthy and its page, if any, is drawn.</summary>
    public static async Task<DashboardProcess> StartAsync(string assembly, string? browser)
    {
        var dashboard = new DashboardProcess(assembly, browser);
        // A page is there when the process has been idle for a second after it was asked.
        for (double before = -1; dashboard.ProcessorSeconds - before > 0.02;)
        {
            before = dashboard.ProcessorSeconds;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        return dashboard;
    }

    public void Dispose()
    {
        foreach (var process in new[] { _browser, _process })
        {
            process?.Kill(entireProcessTree: true);
            process?.WaitForExit();
            process?.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private void WaitUntilHealthy()
    {
        using var http = new HttpClient { BaseAddress = Pages };
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1);)
        {
            try
            {
                using var response = http.Send(new HttpRequestMessage(HttpMethod.Get, "/health"));
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new TimeoutException("the dashboard did not become healthy within a minute");
    }

    private long Status(string key) => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;

    private static Uri FreeAddress()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}");
    }
}
