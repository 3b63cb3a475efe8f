using Polly;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Lets requests go one after the other, each when the pacer says so. Whoever comes first goes first. A 429 stops all
/// of them for a time. A request is let go only when there is a place for it among the concurrent attempts: those that
/// waited for one behind this came all at once, 1.3 times the limit in ten seconds after answers had hung for a while.
/// What can wait (<see cref="FetchContext.IsBackground"/>) takes its place in the line only when nobody stands there,
/// or after a minute: a line that never ends leaves it one request a minute.
/// </summary>
internal sealed class PacingStrategy(
    RequestPacer pacer, GenesysAvailability availability, AttemptOptions options, TimeProvider time)
    : ResilienceStrategy<HttpResponseMessage>, IDisposable
{
    private static readonly TimeSpan BackgroundPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BackgroundLook = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _places = new(options.Concurrency);
    private int _inLine;

    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context,
        TState state)
    {
        var fetch = FetchContext.Of(context);
        fetch.Progress.Queueing();
        var started = time.GetTimestamp();
        try
        {
            if (!await WaitAsync(fetch, context.CancellationToken))
            {
                var held = new HttpAttempt(HttpAttemptKind.Held, Reasons.RateLimited) { RetryAfter = pacer.Paused };
                return Outcome.FromResult<HttpResponseMessage>(new AttemptResponse(held));
            }
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<HttpResponseMessage>(exception);
        }

        fetch.AdmittedAt = time.GetTimestamp();
        fetch.PacingWait = time.GetElapsedTime(started, fetch.AdmittedAt);
        Outcome<HttpResponseMessage> outcome;
        try
        {
            outcome = await callback(context, state);
        }
        finally
        {
            _places.Release();
        }

        if (AttemptResponse.Of(outcome.Result) is { Kind: HttpAttemptKind.Throttled } attempt)
        {
            // Also after the last attempt of a fetch: the first of the next must not go out at once.
            Pause(attempt.RetryAfter ?? RetryWait.Before(fetch.Retries, null, options, random: 0));
        }

        return outcome;
    }

    public void Dispose()
    {
        _turn.Dispose();
        _places.Dispose();
    }

    private void Pause(TimeSpan asked)
    {
        pacer.Pause(asked);
        availability.Paused(asked);
    }

    // True with a place taken. Only the one whose turn it is holds one while it waits, and nobody else could use it.
    private async ValueTask<bool> WaitAsync(FetchContext fetch, CancellationToken cancellationToken)
    {
        if (fetch.IsBackground)
        {
            await LetOthersGoAsync(cancellationToken);
        }

        Interlocked.Increment(ref _inLine);
        try
        {
            await _turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Decrement(ref _inLine);
            throw;
        }

        var hasPlace = false;
        var goes = false;
        try
        {
            var place = _places.WaitAsync(cancellationToken);
            var isLate = !place.IsCompleted;
            await place;
            hasPlace = true;
            if (isLate)
            {
                pacer.Drain();
            }

            goes = await WaitForPacerAsync(fetch, cancellationToken);
            return goes;
        }
        finally
        {
            if (hasPlace && !goes)
            {
                _places.Release();
            }

            _turn.Release();
            Interlocked.Decrement(ref _inLine);
        }
    }

    private async ValueTask LetOthersGoAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (Volatile.Read(ref _inLine) > 0 && time.GetElapsedTime(since) < BackgroundPatience)
        {
            await Task.Delay(BackgroundLook, time, cancellationToken);
        }
    }

    private async ValueTask<bool> WaitForPacerAsync(FetchContext fetch, CancellationToken cancellationToken)
    {
        while (pacer.Paused <= RetryWait.Longest)
        {
            var wait = pacer.TryAdmit(out var request);
            if (wait <= TimeSpan.Zero)
            {
                fetch.PacedRequest = request;
                return true;
            }

            await Task.Delay(wait, time, cancellationToken);
        }

        return false;
    }
}
