using Polly;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>Lets requests go one after the other, each when the pacer says so. Whoever comes first goes first.</summary>
internal sealed class PacingStrategy(RequestPacer pacer, TimeProvider time) : ResilienceStrategy<Attempt>, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    protected override async ValueTask<Outcome<Attempt>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<Attempt>>> callback, ResilienceContext context, TState state)
    {
        var round = FetchRound.Of(context);
        round.Progress.Queueing();
        var started = time.GetTimestamp();
        try
        {
            if (!await WaitAsync(context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext))
            {
                return Outcome.FromResult(new Attempt(AttemptKind.Held, "rate_limited", 0) { RetryAfter = pacer.Paused });
            }
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<Attempt>(exception);
        }

        round.AdmittedAt = time.GetTimestamp();
        round.PacingWait = time.GetElapsedTime(started, round.AdmittedAt);
        return await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
    }

    public void Dispose() => _turn.Dispose();

    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                if (pacer.Paused > GenesysPipeline.LongestWait)
                {
                    return false;
                }

                var wait = pacer.TryAdmit();
                if (wait <= TimeSpan.Zero)
                {
                    return true;
                }

                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
