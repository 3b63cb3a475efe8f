using System.Net;
using System.Net.Http.Json;
using Amazon.CloudWatchLogs;
using Amazon.Runtime;
using Genesys.MockCloudWatch;
using Genesys.MockCloudWatch.Faults;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockCloudWatch;

/// <summary>MockCloudWatch on a socket of its own, with a clock that stands still, and the AWS SDK's client for it.</summary>
public sealed class MockCloudWatchServer : WebApplicationFactory<MockOptions>
{
    private readonly Dictionary<string, string> _settings = [];

    // A port given to UseKestrel is set after the host was built, when it may have started already.
    public MockCloudWatchServer() => UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));

    /// <summary>The server's clock; it starts at the real time, because the SDK signs with that.</summary>
    public FakeTimeProvider Time { get; init; } = new(DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));

    public Uri Address => ClientOptions.BaseAddress;

    public IReadOnlyList<Fault> Faults => Services.GetRequiredService<FaultList>().All;

    public async Task<Fault> AddFaultAsync(Fault fault)
    {
        using var http = CreateClient();
        var answer = await http.PostAsJsonAsync("/_faults", fault, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<Fault>(TestContext.Current.CancellationToken))!;
    }

    public async Task ClearFaultsAsync()
    {
        using var http = CreateClient();
        (await http.DeleteAsync(new Uri("/_faults", UriKind.Relative), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    public MockCloudWatchServer With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    public MockCloudWatchServer Start()
    {
        StartServer();
        return this;
    }

    /// <summary>A client without retries of its own, so that a test sees each answer.</summary>
    public AmazonCloudWatchLogsClient CreateLogsClient(string accessKey = "test", string secretKey = "test", string region = "us-east-1", int retries = 0)
    {
        var config = new AmazonCloudWatchLogsConfig
        {
            ServiceURL = Address.ToString(),
            AuthenticationRegion = region,
            MaxErrorRetry = retries,
        };
        return new AmazonCloudWatchLogsClient(new BasicAWSCredentials(accessKey, secretKey), config);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (setting, value) in _settings)
        {
            builder.UseSetting(setting, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time)));
    }
}
