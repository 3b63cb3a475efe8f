namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project.</summary>
public class ProjectResource(string name) : Resource(name),
    IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
{
    /// <summary>The https endpoint that publishing adds by itself; it is left out of HTTPS_PORTS.</summary>
    internal EndpointAnnotation? DefaultHttpsEndpoint { get; set; }
}
