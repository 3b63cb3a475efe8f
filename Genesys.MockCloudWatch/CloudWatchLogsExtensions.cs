using Genesys.MockCloudWatch.Configuration;
using Genesys.MockCloudWatch.Faults;
using Genesys.MockCloudWatch.Operations;
using Genesys.MockCloudWatch.Persistence;
using Genesys.MockCloudWatch.Signing;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Telemetry;
using Genesys.MockCloudWatch.Wire;

namespace Genesys.MockCloudWatch;

/// <summary>Puts the mock together.</summary>
internal static class CloudWatchLogsExtensions
{
    public static void AddCloudWatchLogs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<MockOptions>().BindConfiguration(MockOptions.Section).ValidateDataAnnotations()
            .Validate(
                options => string.IsNullOrEmpty(options.AccessKeyId) == string.IsNullOrEmpty(options.SecretAccessKey),
                "Mock:AccessKeyId and Mock:SecretAccessKey must be set both or neither.")
            .ValidateOnStart();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes);
        builder.WebHost.UseSockets(sockets =>
        {
            // Calls are short and never wait for one another, so they run where their bytes arrive: two changes of
            // thread less for each.
            sockets.UnsafePreferInlineScheduling = true;
            sockets.WaitForDataBeforeAllocatingBuffer = false;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<MockMetrics>();
        builder.Services.AddSingleton<LogStore>();
        builder.Services.AddSingleton<SignatureCheck>();
        builder.Services.AddSingleton<FaultList>();
        builder.Services.AddSingleton<FaultEffect>();
        builder.Services.AddHostedService<SavingService>();
        builder.Services.AddSingleton<Arns>();
        builder.Services.AddSingleton<CloudWatchLogsEndpoint>();
        foreach (var type in typeof(IOperation).Assembly.GetTypes())
        {
            if (type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IOperation)))
            {
                builder.Services.AddSingleton(typeof(IOperation), type);
            }
        }
    }

    public static void MapCloudWatchLogs(this WebApplication app)
    {
        app.MapPost("/", app.Services.GetRequiredService<CloudWatchLogsEndpoint>().AnswerAsync);
        app.MapFaults();
        app.MapGet("/_localstack/health", () => Results.Json(new
        {
            services = new Dictionary<string, string>(StringComparer.Ordinal) { ["logs"] = "running" },
            edition = "community",
            version = typeof(CloudWatchLogsExtensions).Assembly.GetName().Version?.ToString(3),
        }));
    }
}
