using System.Diagnostics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>Calls a destination with a time limit; whatever goes wrong is a result.</summary>
internal sealed class DestinationCall(
    DestinationContext context, IDestination destination, ReceiverMetrics metrics, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// Reasons that the metric tells apart; one more counts as <see cref="Other"/>. A type of one's own, or what
    /// answers in the place of SQS, may have any number of them.
    /// </summary>
    public const int MaxReasons = 50;

    /// <summary>The reason on the metric beyond those.</summary>
    public const string Other = "other";

    /// <summary>What a type of one's own is given beyond its time, when it doesn't end with its token.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);

    /// <summary>Hands events over.</summary>
    /// <returns>Each with its trace and its result, in order; null when it was cancelled before there was
    /// one.</returns>
    public async Task<IReadOnlyList<(LeasedHandOver HandOver, HandOverResult Result)>?> MakeAsync(
        IReadOnlyList<LeasedHandOver> batch, CancellationToken cancellationToken)
    {
        var spans = batch.Select(HandOverSpan.Start).ToArray();
        var started = time.GetTimestamp();
        var results = await CallAsync(batch, spans.Length == 1 ? spans[0] : null, cancellationToken);
        for (var i = 0; i < spans.Length; i++)
        {
            HandOverSpan.End(spans[i], results?[i] ?? HandOverResult.Failed("given_up"));
        }

        if (results is null)
        {
            return null;
        }

        var reason = results.FirstOrDefault(IsFailure)?.Reason ?? results[0].Reason;
        metrics.HandOverEnded(context.Name, OneOfFew(reason), time.GetElapsedTime(started));
        return [
            .. batch.Select(
                (handOver, i) => (handOver with { TraceId = spans[i]?.TraceId.ToHexString() }, results[i]))];
    }

    private string OneOfFew(string reason)
    {
        // Calls of one destination run beside each other.
        lock (_reasons)
        {
            return _reasons.Contains(reason) || (_reasons.Count < MaxReasons && _reasons.Add(reason)) ? reason : Other;
        }
    }

    private static bool IsFailure(HandOverResult result) => result.Kind != HandOverResultKind.Delivered;

    private async Task<IReadOnlyList<HandOverResult>?> CallAsync(
        IReadOnlyList<LeasedHandOver> batch, Activity? span, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(context.Options.Timeout, time);
        await using var givenUp = cancellationToken.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), end);
        var before = Activity.Current;
        Activity.Current = span;
        try
        {
            var handOvers = batch.Select(leased => HandOvers.Of(leased, context.Options)).ToList();
            var results = await destination.DeliverAsync(handOvers, end.Token).AsTask()
                .WaitAsync(context.Options.Timeout + Grace, time, cancellationToken);
            return results.Count == batch.Count
                ? results
                : throw new InvalidOperationException("A destination gave another number of results than events.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            return All(batch, HandOverResult.Failed(ConnectionFailure.Timeout));
        }
        catch (Exception exception)
        {
            DestinationLog.Broke(logger, context.Name, exception);
            return All(batch, HandOverResult.Failed(exception.GetType().Name));
        }
        finally
        {
            Activity.Current = before;
        }
    }

    private static HandOverResult[] All(IReadOnlyList<LeasedHandOver> batch, HandOverResult result) =>
        [.. Enumerable.Repeat(result, batch.Count)];
}
