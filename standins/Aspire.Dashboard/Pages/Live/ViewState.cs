using Microsoft.JSInterop;

namespace Aspire.Dashboard.Pages.Live;

/// <summary>What all pages of one browser tab share: the time range, and whether anybody is looking.</summary>
internal sealed class ViewState(TimeProvider time)
{
    public event Action? Changed;

    public TimeRange Range { get; private set; } = TimeRange.All;

    /// <summary>True while the tab is in the background; nothing is sent to it then.</summary>
    public bool IsHidden { get; private set; }

    /// <summary>The browser's distance from UTC.</summary>
    public TimeSpan UtcOffset { get; private set; }

    public (ulong From, ulong To) Bounds => Range.Bounds(time);

    public void Show(TimeRange range)
    {
        Range = range;
        Changed?.Invoke();
    }

    [JSInvokable]
    public void SetHidden(bool hidden)
    {
        IsHidden = hidden;
        Changed?.Invoke();
    }

    [JSInvokable]
    public void SetUtcOffset(int minutes)
    {
        if (Math.Abs(minutes) <= 14 * 60 && UtcOffset.TotalMinutes != minutes)
        {
            UtcOffset = TimeSpan.FromMinutes(minutes);
            Changed?.Invoke();
        }
    }
}
