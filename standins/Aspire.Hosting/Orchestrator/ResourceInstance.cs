using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestrator;

/// <summary>One instance of a resource that runs as a process.</summary>
internal sealed class ResourceInstance(IResource resource, string id)
{
    public IResource Resource { get; } = resource;

    public string Id { get; } = id;

    /// <summary>One start or stop at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public RunningProcess? Process { get; set; }

    /// <summary>Ends when what follows the process's exit has been done.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>Set while the process is being stopped on purpose.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Gives up a start that still waits.</summary>
    public CancellationTokenSource? Starting { get; set; }

    /// <summary>Why the instance cannot be started at all.</summary>
    public string? CannotStart { get; set; }
}
