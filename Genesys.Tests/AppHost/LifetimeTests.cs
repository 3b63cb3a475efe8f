using System.Globalization;
using Genesys.Drills.Processes;

namespace Genesys.Tests.AppHost;

/// <summary>The AppHost as a process of its own, ended in every way there is. Every process that it starts has the test's variable.</summary>
public sealed class LifetimeTests : IDisposable
{
    private const string Variable = "GENESYS_TEST_RUN";
    private const int SigHup = 1;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("lifetime-");

    public void Dispose() => _temp.Delete(recursive: true);

    [Theory]
    [InlineData(SigTerm)]
    [InlineData(SigHup)]
    [InlineData(SigKill)]
    public async Task AppHostThatEnds_LeavesNoProcessBehind(int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "cannot run here: it looks for processes in /proc.");
        using var appHost = Start();
        await Eventually.IsTrue(() => Processes().Any(process => process.Command.Contains("Genesys.Receiver", StringComparison.Ordinal)), "a receiver", limitSeconds: 90);

        Assert.Equal(0, appHost.SendSignal(signal));
        var exitCode = await appHost.WaitAsync(TestContext.Current.CancellationToken);

        await Eventually.IsTrue(() => Processes().Count == 0, "the end of every process", limitSeconds: 60);
        if (signal == SigTerm)
        {
            Assert.Equal(0, exitCode);
            Assert.Empty(_temp.EnumerateDirectories("genesys-apphost-*"));
        }
    }

    private RunningProcess Start()
    {
        var environment = new Dictionary<string, string>
        {
            [Variable] = _run,
            ["TMPDIR"] = _temp.FullName,
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        };
        foreach (var name in (string[])["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"])
        {
            environment[name] = $"http://localhost:{FreePort.Find().ToString(CultureInfo.InvariantCulture)}";
        }

        return RunningProcess.Start(
            "dotnet", RunningProcess.Part("Genesys.AppHost", "--DcpPublisher:RandomizePorts=true"), environment, Environment.CurrentDirectory);
    }

    private List<(string Id, string Command)> Processes()
    {
        var found = new List<(string, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1])))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "environ")).Contains($"{Variable}={_run}", StringComparison.Ordinal))
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
