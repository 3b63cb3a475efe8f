namespace Aspire.Hosting.ApplicationModel;

/// <summary>Marks a project that has been given Aspire's defaults.</summary>
internal sealed class ProjectLaunchDefaultsAnnotation : IResourceAnnotation;

/// <summary>Marks a resource that exports its telemetry over OTLP.</summary>
public class OtlpExporterAnnotation : IResourceAnnotation;

/// <summary>Says which endpoints a project is told of by its environment.</summary>
internal sealed class EndpointEnvironmentInjectionFilterAnnotation(Func<EndpointAnnotation, bool> filter) : IResourceAnnotation
{
    public Func<EndpointAnnotation, bool> Filter { get; } = filter;
}

/// <summary>Marks a project that does not take forwarded headers when published.</summary>
internal sealed class DisableForwardedHeadersAnnotation : IResourceAnnotation;

/// <summary>Marks a resource that the dashboard does not list.</summary>
internal sealed class HiddenAnnotation : IResourceAnnotation;
