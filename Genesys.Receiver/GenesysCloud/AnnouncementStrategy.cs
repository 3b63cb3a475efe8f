using Polly;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>Tells the round that its request goes out next. What is recorded from here on is newer than the answer may be.</summary>
internal sealed class AnnouncementStrategy(TimeProvider time) : ResilienceStrategy<Attempt>
{
    protected override async ValueTask<Outcome<Attempt>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<Attempt>>> callback, ResilienceContext context, TState state)
    {
        var round = FetchRound.Of(context);
        round.ConcurrencyWait = time.GetElapsedTime(round.AdmittedAt);
        try
        {
            await round.Progress.AttemptStartingAsync(answersForNewer: true, context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<Attempt>(exception);
        }

        return await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
    }
}
