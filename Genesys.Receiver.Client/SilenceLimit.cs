namespace Genesys.Receiver.Client;

/// <summary>Ends a wait for somebody who sends something all the time, and doesn't any more.</summary>
internal sealed class SilenceLimit(TimeSpan longest, TimeProvider time)
{
    /// <exception cref="IOException">Nothing came for that long.</exception>
    public async ValueTask<T> WaitAsync<T>(
        Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException exception)
            when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Nothing came for {longest.TotalSeconds} s.", exception);
        }
    }
}
