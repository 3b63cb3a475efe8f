namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named part of the application; an inert description that the orchestrator acts on.</summary>
public interface IResource
{
    string Name { get; }

    ResourceAnnotationCollection Annotations { get; }
}
