using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Start, stop and restart, as commands of every process.</summary>
internal static class LifecycleCommands
{
    public static bool AreFor(IResource resource) => resource is ProjectResource or ExecutableResource or ContainerResource;

    public static void AddTo(IResource resource)
    {
        resource.Annotations.Add(Command(
            KnownResourceCommands.StartCommand, "Start", "Start resource", "Play", IconVariant.Filled, true, StateOfStart,
            (orchestrator, context) => orchestrator.StartInstanceAsync(context.ResourceName, context.CancellationToken)));
        resource.Annotations.Add(Command(
            KnownResourceCommands.StopCommand, "Stop", "Stop resource", "Stop", IconVariant.Filled, true, StateOfStop,
            (orchestrator, context) => orchestrator.StopInstanceAsync(context.ResourceName, context.CancellationToken)));
        resource.Annotations.Add(Command(
            KnownResourceCommands.RestartCommand, "Restart", "Restart resource", "ArrowCounterclockwise", IconVariant.Regular, false, StateOfRestart,
            async (orchestrator, context) =>
            {
                await orchestrator.StopInstanceAsync(context.ResourceName, context.CancellationToken).ConfigureAwait(false);
                await orchestrator.StartInstanceAsync(context.ResourceName, context.CancellationToken).ConfigureAwait(false);
            }));
    }

    private static ResourceCommandAnnotation Command(
        string name,
        string displayName,
        string description,
        string icon,
        IconVariant variant,
        bool isHighlighted,
        Func<string?, ResourceCommandState> state,
        Func<ApplicationOrchestrator, ExecuteCommandContext, Task> execute) => new(
            name,
            displayName,
            context => state(context.ResourceSnapshot.State?.Text),
            async context =>
            {
                await execute(context.Services.GetRequiredService<ApplicationOrchestrator>(), context).ConfigureAwait(false);
                return CommandResults.Success();
            },
            description,
            parameter: null,
            confirmationMessage: null,
            icon,
            variant,
            isHighlighted);

    private static ResourceCommandState StateOfStart(string? state) =>
        state is "Starting" or "Building" or "RuntimeUnhealthy" or null ? ResourceCommandState.Disabled
        : IsStopped(state) || state == "Waiting" ? ResourceCommandState.Enabled
        : ResourceCommandState.Hidden;

    private static ResourceCommandState StateOfStop(string? state) =>
        state == "Stopping" ? ResourceCommandState.Disabled
        : IsStopped(state) || state is "Starting" or "Waiting" or "Building" or "RuntimeUnhealthy" or null ? ResourceCommandState.Hidden
        : ResourceCommandState.Enabled;

    private static ResourceCommandState StateOfRestart(string? state) =>
        IsStopped(state) || state is "Starting" or "Stopping" or "Waiting" or "Building" or "RuntimeUnhealthy" or null
            ? ResourceCommandState.Disabled
            : ResourceCommandState.Enabled;

    private static bool IsStopped(string? state) =>
        state is not null && (KnownResourceStates.TerminalStates.Contains(state) || state == KnownResourceStates.NotStarted);
}
