using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Genesys.Drills.Processes;

namespace Genesys.Tests.AppHost;

/// <summary>
/// The AppHost as a process of its own, ended with and without its knowledge: Ctrl+C is to it what SIGTERM is, and a
/// closed terminal what SIGKILL is. Every process that it starts has the test's variable.
/// </summary>
public sealed class LifetimeTests : IDisposable
{
    private const string Variable = "GENESYS_TEST_RUN";
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly List<int> _ports = [];
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("lifetime-");

    public void Dispose() => _temp.Delete(recursive: true);

    [Theory]
    [InlineData(SigTerm)]
    [InlineData(SigKill)]
    public async Task AppHostThatEnds_LeavesNoProcessPortOrFileBehind(int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "cannot run here: it looks for processes in /proc.");
        using var appHost = Start();
        await EventuallyIs(
            appHost,
            () => Processes().Any(process => process.Command.Contains("Genesys.Receiver", StringComparison.Ordinal)),
            "a receiver");
        Assert.Single(Scratch());

        Assert.Equal(0, appHost.SendSignal(signal));
        var exitCode = await appHost.WaitAsync(Cancel);

        await EventuallyIs(appHost, () => Processes().Count == 0, "the end of every process");
        Assert.Empty(Scratch());
        Assert.All(_ports, AssertFree);
        if (signal == SigTerm)
        {
            Assert.True(exitCode == 0, $"The AppHost {appHost.LastLines}");
        }
    }

    private IEnumerable<DirectoryInfo> Scratch() => _temp.EnumerateDirectories("genesys-apphost-*");

    private static void AssertFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }

    private static Task EventuallyIs(RunningProcess appHost, Func<bool> condition, string what) =>
        Eventually.IsTrue(condition, what, limitSeconds: 300, told: () => $"The AppHost {appHost.LastLines}");

    private RunningProcess Start()
    {
        var environment = new Dictionary<string, string>
        {
            [Variable] = _run,
            ["TMPDIR"] = _temp.FullName,
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        };
        foreach (var name in (string[])[
            "ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"])
        {
            _ports.Add(FreePort.Find());
            environment[name] = $"http://localhost:{_ports[^1].ToString(CultureInfo.InvariantCulture)}";
        }

        var command = RunningProcess.Command("Genesys.AppHost");
        return RunningProcess.Start(
            command[0], [.. command.Skip(1), "--DcpPublisher:RandomizePorts=true"], environment,
            Environment.CurrentDirectory);
    }

    private List<(string Id, string Command)> Processes()
    {
        var found = new List<(string, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1])))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "environ"))
                    .Contains($"{Variable}={_run}", StringComparison.Ordinal))
                {
                    found.Add((folder, File.ReadAllText(Path.Combine(folder, "cmdline"))));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended just now, or is somebody else's.
            }
        }

        return found;
    }
}
