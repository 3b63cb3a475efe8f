using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;

namespace Genesys.Tests.Journal;

/// <summary>Calls to PostgreSQL that share a statement.</summary>
public sealed class GatheredCallsTests : IDisposable
{
    private readonly List<TaskCompletionSource> _written = [];
    private readonly List<int[]> _batches = [];
    private readonly SemaphoreSlim _began = new(0);
    private readonly GatheredCalls<int, string> _calls;

    public GatheredCallsTests() => _calls = new(WriteAsync, _ => 1, "calls");

    public void Dispose() => _began.Dispose();

    [Fact]
    public async Task WhatComesWhileAnotherIsWritten_IsWrittenTogether_AndEachGetsItsOwnResult()
    {
        _calls.Start();
        var first = _calls.RunAsync(1, Cancel);
        await _began.WaitAsync(Cancel);
        Task<string>[] others = [_calls.RunAsync(2, Cancel), _calls.RunAsync(3, Cancel)];
        _written[0].SetResult();
        await _began.WaitAsync(Cancel);
        _written[1].SetResult();

        Assert.Equal("1", await first);
        Assert.Equal(["2", "3"], await Task.WhenAll(others));
        Assert.Equal([[1], [2, 3]], _batches);
    }

    [Fact]
    public async Task WhenTheStatementFails_EachOfThemFails_AndTheNextIsWritten()
    {
        _calls.Start();
        var failing = _calls.RunAsync(1, Cancel);
        await _began.WaitAsync(Cancel);
        _written[0].SetException(new JournalUnavailableException("It is away."));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => failing);

        var next = _calls.RunAsync(2, Cancel);
        await _began.WaitAsync(Cancel);
        _written[1].SetResult();
        Assert.Equal("2", await next);
    }

    [Fact]
    public async Task Stop_WritesWhatWaits_AndTakesNothingMore()
    {
        var waiting = _calls.RunAsync(1, Cancel);
        _calls.Start();
        var stop = _calls.StopAsync();
        await _began.WaitAsync(Cancel);
        _written[0].SetResult();
        await stop;

        Assert.Equal("1", await waiting);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _calls.RunAsync(2, Cancel));
    }

    private async Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<int> calls)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _written.Add(written);
        _batches.Add([.. calls]);
        _began.Release();
        await written.Task;
        return [.. calls.Select(call => $"{call}")];
    }
}
