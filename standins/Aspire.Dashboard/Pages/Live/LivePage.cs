using Microsoft.AspNetCore.Components;

namespace Aspire.Dashboard.Pages.Live;

/// <summary>
/// A page that follows what it shows: it asks four times a second whether there is anything new, and loads and renders only then. A tab in the
/// background is not rendered at all until it is looked at again.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    /// <summary>The shortest time between two renderings.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private long _seen = -1;
    private long _resting;
    private bool _changed;

    [Inject]
    internal ViewState View { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    /// <summary>Stops following; what is shown stays.</summary>
    protected bool IsPaused { get; set; }

    /// <summary>Rises with whatever the page shows.</summary>
    protected abstract long Version { get; }

    /// <summary>Reads what the page shows.</summary>
    protected abstract void Load();

    protected override void OnInitialized() => View.Changed += OnViewChanged;

    protected override void OnParametersSet() => Load();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = FollowAsync();
        }
    }

    public virtual ValueTask DisposeAsync()
    {
        View.Changed -= OnViewChanged;
        _stop.Cancel();
        _stop.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private async Task FollowAsync()
    {
        var stopped = _stop.Token;
        using var timer = new PeriodicTimer(Period, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopped))
            {
                if (!View.IsHidden && (_changed || (!IsPaused && Version != _seen && Time.GetTimestamp() >= _resting)))
                {
                    _changed = false;
                    _seen = Version;
                    var started = Time.GetTimestamp();
                    Load();
                    StateHasChanged();
                    // What takes long (a search through everything) is done less often: a page is busy for a quarter of the time at most.
                    _resting = Time.GetTimestamp() + 3 * (Time.GetTimestamp() - started);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            // Nobody awaits this: without it the page would stand still and say nothing.
            await DispatchExceptionAsync(error);
        }
    }

    private void OnViewChanged() => _changed = true;
}
