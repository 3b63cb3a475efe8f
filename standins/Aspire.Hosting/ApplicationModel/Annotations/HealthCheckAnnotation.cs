namespace Aspire.Hosting.ApplicationModel;

/// <summary>A registered health check that counts for the resource.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    public string Key { get; } = key;
}
