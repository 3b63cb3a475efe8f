using System.Diagnostics.Metrics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Journal;

public sealed class ActivityCountsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly List<(long Minute, long[] Counts)> _store = [];
    private readonly ActivityCounts _counts;

    public ActivityCountsTests()
    {
        _counts = new ActivityCounts(
            _time, new ReceiverMetrics(_services.GetRequiredService<IMeterFactory>()));
        _counts.Add(Counted.Accepted, 7);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task WhatIsBeingWritten_IsWaitedFor_AndCountedOnce()
    {
        var taken = _counts.Take();
        var shown = ShowAsync();

        _store.AddRange(taken);
        Assert.False(shown.IsCompleted);
        _counts.Written(taken);

        Assert.Equal(7, await shown);
    }

    [Fact]
    public async Task WhatIsWrittenWhileTheStoreIsRead_IsReadAgain()
    {
        var reads = 0;

        Assert.Equal(7, await ShowAsync(() =>
        {
            if (reads++ == 0)
            {
                // Written behind the reader's back: what it has read is from before.
                var taken = _counts.Take();
                _store.AddRange(taken);
                _counts.Written(taken);
                return [];
            }

            return _store;
        }));
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task WhatCouldntBeWritten_IsShown_AndTakenAgain()
    {
        var taken = _counts.Take();
        _counts.GiveBack(taken);

        Assert.Equal(7, await ShowAsync());
        Assert.Equal(7, Assert.Single(_counts.Take()).Counts[(int)Counted.Accepted]);
    }

    [Fact]
    public async Task StoreThatHangs_IsNotWaitedForLong_AndNothingIsMissing()
    {
        _counts.Take();
        var shown = ShowAsync();
        Assert.False(shown.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(7, await shown);
    }

    private async Task<long> ShowAsync(Func<List<(long Minute, long[] Counts)>>? read = null) =>
        (await _counts.ShowAsync(
            () => ValueTask.FromResult<IReadOnlyList<(long, long[])>>(
                [.. (read?.Invoke() ?? _store).Select(one => (one.Minute, one.Counts.ToArray()))]),
            0, long.MaxValue, Cancel)).Sum(minute => minute.Accepted);
}
