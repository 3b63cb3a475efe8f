using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Amazon.CloudWatchLogs;
using Amazon.Runtime;
using Genesys.MockCloudWatch.Configuration;
using Genesys.MockCloudWatch.Faults;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockCloudWatch;

/// <summary>
/// MockCloudWatch on a socket of its own, with a clock that stands still, and the AWS SDK's client for it.
/// </summary>
public sealed class MockCloudWatchServer : WebApplicationFactory<MockOptions>
{
    private readonly Dictionary<string, string> _settings = [];

    // A port given to UseKestrel is set after the host was built, when it may have started already.
    public MockCloudWatchServer() => UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));

    /// <summary>The server's clock; it starts at the real time, because the SDK signs with that.</summary>
    public FakeTimeProvider Time { get; init; } = new(
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));

    public Uri Address => ClientOptions.BaseAddress;

    public IReadOnlyList<Fault> Faults => Services.GetRequiredService<FaultList>().All;

    public async Task<Fault> AddFaultAsync(Fault fault)
    {
        using var http = CreateClient();
        var answer = await http.PostAsJsonAsync("/_faults", fault, Cancel);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<Fault>(Cancel))!;
    }

    public async Task ClearFaultsAsync()
    {
        using var http = CreateClient();
        (
            await http.DeleteAsync(
                new Uri("/_faults", UriKind.Relative),
                Cancel)).EnsureSuccessStatusCode();
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

    /// <summary>
    /// A call by the bare protocol, for operations that the client hasn't, as JSON; an authorization of the right form
    /// goes with it.
    /// </summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> CallAsync(
        string operation, object parameters, string region = "us-east-1")
    {
        using var http = CreateClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/")
        {
            Content = new ByteArrayContent(
                    parameters as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(parameters))
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", "Logs_20140328." + operation);
        request.Headers.Add("X-Amz-Date", "20260301T120000Z");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=k/20260301/{region}/logs/aws4_request, "
            + "SignedHeaders=host;x-amz-date;x-amz-target, Signature=00");
        using var answer = await http.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        using var json = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return (answer.StatusCode, json.RootElement.Clone());
    }

    /// <summary>A call that is answered with 200.</summary>
    public async Task<JsonElement> CallWellAsync(string operation, object parameters)
    {
        var (status, answer) = await CallAsync(operation, parameters);
        Assert.True(status == HttpStatusCode.OK, $"{operation}: {answer}");
        return answer;
    }

    /// <summary>A call that is refused with 400 and this error.</summary>
    public async Task AssertRefusedAsync(string operation, object parameters, string type, string message)
    {
        var (status, answer) = await CallAsync(operation, parameters);
        Assert.Equal(
            (HttpStatusCode.BadRequest, type, message),
            (
                status, answer.TryGetProperty("__type", out var error) ? error.GetString() : null,
                answer.TryGetProperty("message", out var text) ? text.GetString() : null));
    }

    /// <summary>A client without retries of its own, so that a test sees each answer.</summary>
    public AmazonCloudWatchLogsClient CreateLogsClient(
        string accessKey = "test", string secretKey = "test", string region = "us-east-1", int retries = 0)
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
