using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Testing;
using Genesys.AppHost;
using Genesys.Drills.Processes;
using Microsoft.Extensions.Configuration;

namespace Genesys.Tests.AppHost;

public class PortsTests
{
    [Fact]
    public async Task EveryFixedPort_HasASentenceThatNamesItsPartAndItsSetting()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Genesys_AppHost>(
            Cancel);
        var dashboard = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("ASPNETCORE_URLS", "http://localhost:18888"),
            new("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:18889"),
            new("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "http://localhost:18890"),
        ]).Build();

        var sentences = Ports.Taken(builder.Resources, dashboard, _ => true);

        var troubleshooting = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs/troubleshooting.md"), Cancel);
        foreach (var (who, port, setting) in ((string, int, string)[])
        [
            ("The part receiver", 8000, "applicationUrl in Genesys.Receiver/Properties/launchSettings.json"),
            ("The part mockgenesys", 8010, "applicationUrl in Genesys.MockGenesys/Properties/launchSettings.json"),
            ("The part console", 8020, "applicationUrl in Genesys.Console/Properties/launchSettings.json"),
            ("The part cloudwatch", 4566, "applicationUrl in Genesys.MockCloudWatch/Properties/launchSettings.json"),
            ("The dashboard", 18888, "ASPNETCORE_URLS"),
            ("The dashboard's intake of telemetry", 18889, "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"),
            ("The list of resources", 18890, "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"),
        ])
        {
            var number = port.ToString(CultureInfo.InvariantCulture);
            var sentence = Assert.Single(
                sentences,
                one => one.StartsWith($"{who} can't listen on port {number}:", StringComparison.Ordinal));
            Assert.Contains(setting, sentence, StringComparison.Ordinal);
            Assert.Contains(number, troubleshooting, StringComparison.Ordinal);
        }

        Assert.Equal(7, sentences.Count);
        Assert.Empty(Ports.Taken(builder.Resources, dashboard, _ => false));
    }

    [Fact]
    public async Task ADashboardsPortThatIsTaken_IsASentence_AndNothingIsStarted()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var command = RunningProcess.Command("Genesys.AppHost");
        using var appHost = RunningProcess.Start(
            command[0], command.Skip(1), new Dictionary<string, string>
            {
                ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
                ["ASPNETCORE_URLS"] = $"http://localhost:{port}",
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:" + Free(),
                ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = "http://localhost:" + Free(),
            }, Environment.CurrentDirectory);

        Assert.Equal(2, await appHost.WaitAsync(Cancel));
        Assert.Contains($"The dashboard can't listen on port {port}:", appHost.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", appHost.Errors, StringComparison.Ordinal);
    }

    private static string Free() => FreePort.Find().ToString(CultureInfo.InvariantCulture);
}
