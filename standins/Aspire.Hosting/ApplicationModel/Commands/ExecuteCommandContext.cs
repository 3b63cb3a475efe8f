using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a command is executed with.</summary>
public sealed class ExecuteCommandContext
{
    private IServiceProvider? services;

    public IServiceProvider ServiceProvider
    {
        get => Services;
        init => services = value;
    }

    public IServiceProvider Services
    {
        get => services ?? throw new InvalidOperationException("The context was made without services.");
        init => services = value;
    }

    /// <summary>Id of the instance that the command is for.</summary>
    public required string ResourceName { get; init; }

    public required CancellationToken CancellationToken { get; init; }

    public required ILogger Logger { get; init; }
}
