namespace Aspire.Hosting.ApplicationModel;

/// <summary>Takes environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>Listens on endpoints.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>Takes command-line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>Can be held back until other resources are ready.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>Can be probed.</summary>
public interface IResourceWithProbes : IResource;

/// <summary>Computes: a process or a container.</summary>
public interface IComputeResource : IResource;

/// <summary>Belongs to another resource.</summary>
public interface IResourceWithParent : IResource
{
    IResource Parent { get; }
}
