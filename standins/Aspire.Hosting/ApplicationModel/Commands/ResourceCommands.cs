namespace Aspire.Hosting.ApplicationModel;

internal static class ResourceCommands
{
    /// <summary>The snapshot with each command in the state that the snapshot puts it in.</summary>
    public static CustomResourceSnapshot Update(IResource resource, CustomResourceSnapshot snapshot, IServiceProvider? services)
    {
        if (services is null || !resource.TryGetAnnotationsOfType<ResourceCommandAnnotation>(out var commands))
        {
            return snapshot;
        }

        var context = new UpdateCommandStateContext { ResourceSnapshot = snapshot, ServiceProvider = services };
        return snapshot with
        {
            Commands =
            [
                .. commands.Select(command => new ResourceCommandSnapshot(
                    command.Name,
                    command.UpdateState(context),
                    command.DisplayName,
                    command.DisplayDescription,
                    command.Parameter,
                    command.ConfirmationMessage,
                    command.IconName,
                    command.IconVariant,
                    command.IsHighlighted)),
            ],
        };
    }
}
