using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// When it is the dashboard's turn to start: once what waits for nothing is up. Before that it would take two cores' time from what everything else
/// waits for; afterwards there is a core to spare while the rest comes up.
/// </summary>
internal sealed class DashboardTurn(DistributedApplicationModel model, ResourceNotificationService notifications, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LongestWait, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var first = model.Resources.Where(GoesFirst).SelectMany(ResourceInstances.IdsOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        try
        {
            var watch = notifications.WatchAsync(patience.Token).GetAsyncEnumerator(patience.Token);
            await using var _ = watch.ConfigureAwait(false);
            while (first.Count > 0 && await watch.MoveNextAsync().ConfigureAwait(false))
            {
                if (IsUp(watch.Current.Snapshot))
                {
                    first.Remove(watch.Current.ResourceId);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Something takes its time; who looks for the reason wants the dashboard.
        }
    }

    private static bool GoesFirst(IResource resource) =>
        resource is ProjectResource or ExecutableResource or ContainerResource
        && !resource.HasAnnotationOfType<WaitAnnotation>()
        && !resource.HasAnnotationOfType<ExplicitStartupAnnotation>()
        && !resource.HasAnnotationOfType<HiddenAnnotation>();

    private static bool IsUp(CustomResourceSnapshot snapshot) =>
        ResourceNotificationService.IsReady(snapshot) || ResourceNotificationService.IsUnavailable(snapshot);
}
