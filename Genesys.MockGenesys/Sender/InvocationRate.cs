using Genesys.MockGenesys.Determinism;
using Genesys.ServiceDefaults;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// Spaces requests evenly so that no second gets more than the limit; after a pause a tenth of a second's worth may go
/// at once.
/// </summary>
internal sealed class InvocationRate(TimeProvider clock, MonotonicClock monotonic, int perSecond)
{
    private readonly TimeSpan _spacing = TimeSpan.FromSeconds(1.0 / perSecond);
    private TimeSpan _next = TimeSpan.MinValue;

    /// <summary>Waits for the next slot. One caller at a time.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var now = monotonic.Now;
        var earliest = now - TimeSpan.FromMilliseconds(100);
        _next = _next < earliest ? earliest : _next;
        var wait = _next - now;
        _next += _spacing;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(TimerWait.WholeMilliseconds(wait), clock, cancellationToken);
        }
    }
}
