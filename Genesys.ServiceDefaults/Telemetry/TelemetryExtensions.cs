using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Genesys.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs of a part, and where they go.</summary>
internal static class TelemetryExtensions
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ExemplarFilter = "OTEL_METRICS_EXEMPLAR_FILTER";

    // Not AddAspNetCoreInstrumentation: it also measures each buffer that Kestrel takes and each route that matches,
    // and puts a layer around each request; 4 % of its processor time for nothing that http.server.request.duration
    // doesn't tell.
    private static readonly string[] ServerMeters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>
    /// Adds them under the part's own name. Without <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> nothing is exported and no span
    /// is recorded; requests and logs have trace ids all the same.
    /// </summary>
    public static void AddTelemetryDefaults(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var name = builder.Environment.ApplicationName;
        var exports = !string.IsNullOrWhiteSpace(configuration[Endpoint]);
        TraceParentPropagator.Use(builder.Services);
        builder.Services.AddHostedService<TelemetryShutdown>();

        // Who reads the console may stop reading: lines are lost then, and no work waits for them.
        builder.Services.Configure<ConsoleLoggerOptions>(
            console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);

        builder.Logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.IncludeScopes = true;
        });
        // Its scope would put every caller's path on every line, and a request id that no caller has seen.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(name, serviceVersion: VersionOf(name))
                .AddAttributes([new("deployment.environment.name", builder.Environment.EnvironmentName)])
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(ServerMeters)
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(name, "Polly")
                .UseExemplars(configuration))
            .WithTracing(tracing => tracing
                .AddSource(name)
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context => !IsProbe(context.Request.Path);
                    options.EnrichWithHttpResponse = ServerSpan.Redact;
                })
                .AddHttpClientInstrumentation()
                .SetSampler(exports ? Samplers.FromConfiguration(configuration) : new AlwaysOffSampler()));
        if (exports)
        {
            telemetry.UseOtlpExporter();
        }
    }

    // A histogram's exemplar is the way from a slow bucket to the trace of a delivery in it.
    private static void UseExemplars(this MeterProviderBuilder metrics, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration[ExemplarFilter]))
        {
            metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
        }
    }

    private static string? VersionOf(string assembly) => AppDomain.CurrentDomain.GetAssemblies()
        .Where(candidate => candidate.GetName().Name == assembly)
        .Select(one => one.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .FirstOrDefault();

    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments(ServiceDefaultsExtensions.HealthPath, StringComparison.Ordinal)
        || path.StartsWithSegments(ServiceDefaultsExtensions.AlivePath, StringComparison.Ordinal);
}
