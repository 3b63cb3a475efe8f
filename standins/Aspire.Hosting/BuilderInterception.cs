using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Lets Aspire.Hosting.Testing step in while an AppHost's own entry point builds and runs the application.</summary>
internal abstract class BuilderInterception
{
    private static readonly AsyncLocal<BuilderInterception?> Ambient = new();

    /// <summary>What applies to the code that runs here; it flows with the execution context.</summary>
    public static BuilderInterception? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public abstract void Constructing(DistributedApplicationOptions options, HostApplicationBuilderSettings hostOptions);

    public abstract void Constructed(DistributedApplicationBuilder builder);

    public abstract void Building(DistributedApplicationBuilder builder);

    public abstract DistributedApplication Built(DistributedApplication application);
}
