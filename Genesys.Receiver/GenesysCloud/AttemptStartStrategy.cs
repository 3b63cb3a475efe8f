using Polly;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Reports that a request goes out next: what is recorded from here on is newer than its answer may be.
/// </summary>
internal sealed class AttemptStartStrategy(TimeProvider time) : ResilienceStrategy<HttpResponseMessage>
{
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context,
        TState state)
    {
        var fetch = FetchContext.Of(context);
        fetch.ConcurrencyWait = time.GetElapsedTime(fetch.AdmittedAt);
        try
        {
            await fetch.Progress.AttemptStartingAsync(answersForNewer: true, context.CancellationToken)
                ;
        }
        catch (Exception exception)
        {
            return Outcome.FromException<HttpResponseMessage>(exception);
        }

        return await callback(context, state);
    }
}
