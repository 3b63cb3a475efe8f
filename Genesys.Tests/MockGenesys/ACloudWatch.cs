using System.Text.Json.Nodes;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Genesys.MockCloudWatch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Genesys.Tests.MockGenesys;

/// <summary>A CloudWatch Logs on a free port, with the receiver's log group and stream, on the mock's clock.</summary>
internal sealed class ACloudWatch : IAsyncDisposable
{
    private const string Group = "genesys-eventbridge-validation";
    private const string Stream = "structural-anomalies";

    private readonly WebApplication _app;
    private readonly AmazonCloudWatchLogsClient _client;

    private ACloudWatch(WebApplication app)
    {
        _app = app;
        _client = new(
            new BasicAWSCredentials("local", "local"),
            new AmazonCloudWatchLogsConfig { ServiceURL = Address, AuthenticationRegion = "us-east-1" });
    }

    public string Address => _app.Urls.First();

    public static async Task<ACloudWatch> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddCloudWatchLogs();
        builder.Services.AddSingleton(clock);
        var app = builder.Build();
        app.MapCloudWatchLogs();
        await app.StartAsync(Cancel);
        return new ACloudWatch(app);
    }

    /// <summary>Ships anomalies as the receiver does.</summary>
    public async Task ShipAsync(DateTimeOffset at, params (string RequestId, string Type, string? EventId)[] anomalies)
    {
        try
        {
            await _client.CreateLogGroupAsync(
                new CreateLogGroupRequest { LogGroupName = Group }, Cancel);
            await _client.CreateLogStreamAsync(
                new CreateLogStreamRequest { LogGroupName = Group, LogStreamName = Stream },
                Cancel);
        }
        catch (ResourceAlreadyExistsException)
        {
            // There from the first time.
        }

        await _client.PutLogEventsAsync(
            new PutLogEventsRequest
            {
                LogGroupName = Group,
                LogStreamName = Stream,
                LogEvents = [
                    .. anomalies.Select(
                        anomaly => new InputLogEvent { Timestamp = at.UtcDateTime, Message = Message(anomaly) })],
            },
            Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string Message((string RequestId, string Type, string? EventId) anomaly) =>
        new JsonObject
        {
            ["requestId"] = anomaly.RequestId,
            ["anomalyType"] = anomaly.Type,
            ["eventId"] = anomaly.EventId,
        }.ToJsonString();
}
