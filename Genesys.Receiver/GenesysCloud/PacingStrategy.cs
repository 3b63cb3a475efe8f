using Genesys.Receiver.Processing;
using Polly;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Lets requests go one after the other, each when the pacer says so. Whoever comes first goes first. A 429 stops all of them for a time. A
/// request is let go only when there is a place for it among the concurrent attempts: those that waited for one behind this came all at once, 1.3
/// times the limit in ten seconds after answers had hung for a while.
/// </summary>
internal sealed class PacingStrategy(RequestPacer pacer, GenesysAvailability availability, ProcessingOptions options, TimeProvider time)
    : ResilienceStrategy<Attempt>, IDisposable
{
    /// <summary>A 429 may name a wait of any length; after an hour it is worth one request to ask again.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _places = new(options.Concurrency);

    protected override async ValueTask<Outcome<Attempt>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<Attempt>>> callback, ResilienceContext context, TState state)
    {
        var round = FetchRound.Of(context);
        round.Progress.Queueing();
        var started = time.GetTimestamp();
        try
        {
            if (!await WaitAsync(round, context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext))
            {
                return Outcome.FromResult(new Attempt(AttemptKind.Held, Reasons.RateLimited) { RetryAfter = pacer.Paused });
            }
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<Attempt>(exception);
        }

        round.AdmittedAt = time.GetTimestamp();
        round.PacingWait = time.GetElapsedTime(started, round.AdmittedAt);
        Outcome<Attempt> outcome;
        try
        {
            outcome = await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        finally
        {
            _places.Release();
        }

        if (outcome.Result is { Kind: AttemptKind.Throttled } attempt)
        {
            // Also after the round's last attempt: the next round's first must not go out at once.
            Pause(attempt.RetryAfter ?? GenesysPipeline.WaitBefore(round.Retries, null, options, random: 0));
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
        var wait = asked < LongestPause ? asked : LongestPause;
        pacer.Pause(wait);
        availability.PausedUntil(time.GetUtcNow() + wait);
    }

    // True with a place taken. Only the one whose turn it is holds one while it waits, and nobody else could use it.
    private async ValueTask<bool> WaitAsync(FetchRound round, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var hasPlace = false;
        var goes = false;
        try
        {
            var place = _places.WaitAsync(cancellationToken);
            var isLate = !place.IsCompleted;
            await place.ConfigureAwait(false);
            hasPlace = true;
            if (isLate)
            {
                pacer.Drain();
            }

            goes = await WaitForPacerAsync(round, cancellationToken).ConfigureAwait(false);
            return goes;
        }
        finally
        {
            if (hasPlace && !goes)
            {
                _places.Release();
            }

            _turn.Release();
        }
    }

    private async ValueTask<bool> WaitForPacerAsync(FetchRound round, CancellationToken cancellationToken)
    {
        while (pacer.Paused <= GenesysPipeline.LongestWait)
        {
            var wait = pacer.TryAdmit(out var admission);
            if (wait <= TimeSpan.Zero)
            {
                round.Admission = admission;
                return true;
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }
}
