using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Points the telemetry of resources at the dashboard.</summary>
public static class OtlpConfigurationExtensions
{
    internal const string GrpcEndpointVariable = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    internal const string HttpEndpointVariable = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    /// <summary>Aspire writes these where the name and the id of the instance will stand.</summary>
    internal const string ServiceNamePlaceholder = "{{- index .Annotations \"otel-service-name\" -}}";
    internal const string InstanceIdPlaceholder = "{{- index .Annotations \"otel-service-instance-id\" -}}";

    public static void AddOtlpEnvironment(IResource resource, IConfiguration configuration, IHostEnvironment environment) =>
        Add(resource, configuration, environment, null);

    public static void AddOtlpEnvironment(IResource resource, IConfiguration configuration, IHostEnvironment environment, OtlpProtocol protocol) =>
        Add(resource, configuration, environment, protocol);

    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddOtlpEnvironment(builder.Resource, builder.ApplicationBuilder.Configuration, builder.ApplicationBuilder.Environment);
        return builder;
    }

    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder, OtlpProtocol protocol) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddOtlpEnvironment(builder.Resource, builder.ApplicationBuilder.Configuration, builder.ApplicationBuilder.Environment, protocol);
        return builder;
    }

    private static void Add(IResource resource, IConfiguration configuration, IHostEnvironment environment, OtlpProtocol? required)
    {
        ArgumentNullException.ThrowIfNull(resource);
        resource.Annotations.Add(new OtlpExporterAnnotation());
        resource.Annotations.Add(new EnvironmentCallbackAnnotation(context =>
        {
            if (context.ExecutionContext.IsPublishMode)
            {
                return;
            }

            var (url, protocol) = Endpoint(configuration, required);
            var variables = context.EnvironmentVariables;
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = url;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
            variables["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=" + InstanceIdPlaceholder;
            variables["OTEL_SERVICE_NAME"] = ServiceNamePlaceholder;
            if (configuration["AppHost:OtlpApiKey"] is { } key)
            {
                variables["OTEL_EXPORTER_OTLP_HEADERS"] = "x-otlp-api-key=" + key;
            }

            if (environment.IsDevelopment())
            {
                variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
                variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
                variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
                variables["OTEL_TRACES_SAMPLER"] = "always_on";
                variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
                variables["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
            }
        }));
    }

    private static (string Url, string Protocol) Endpoint(IConfiguration configuration, OtlpProtocol? required)
    {
        var grpc = configuration[GrpcEndpointVariable];
        var http = configuration[HttpEndpointVariable];
        return required switch
        {
            OtlpProtocol.Grpc => (grpc ?? throw Missing(GrpcEndpointVariable), "grpc"),
            OtlpProtocol.HttpProtobuf => (http ?? throw Missing(HttpEndpointVariable), "http/protobuf"),
            OtlpProtocol.HttpJson => (http ?? throw Missing(HttpEndpointVariable), "http/json"),
            _ when grpc is not null => (grpc, "grpc"),
            _ when http is not null => (http, "http/protobuf"),
            _ => ("http://localhost:18889", "grpc"),
        };
    }

    private static InvalidOperationException Missing(string variable) =>
        new($"OtlpExporter is configured to require this protocol, but the environment variable {variable} is not set.");
}
