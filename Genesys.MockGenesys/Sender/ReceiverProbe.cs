using System.Net;
using OpenTelemetry;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// Waits for the receiver. A receiver that isn't up yet is no failure, so the waiting leaves no trace.
/// </summary>
internal sealed class ReceiverProbe(IHttpClientFactory clients, TimeProvider clock)
{
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(2);

    /// <summary>Returns once the receiver answers a request for <c>/alive</c>.</summary>
    public async Task WaitForAsync(Destination receiver, CancellationToken cancellationToken)
    {
        using var untraced = SuppressInstrumentationScope.Begin();
        using var client = clients.CreateClient(Invoker.ClientName);
        while (!await AnswersAsync(client, receiver, cancellationToken))
        {
            await Task.Delay(BetweenProbes, clock, cancellationToken);
        }
    }

    private async Task<bool> AnswersAsync(HttpClient client, Destination receiver, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestAnswer, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var answer = await client.GetAsync(
                receiver.At("/alive"), HttpCompletionOption.ResponseHeadersRead, either.Token);
            // Any answer will do, since a receiver that isn't well still takes events; these are a proxy's, before the
            // receiver is up.
            return answer.StatusCode is not (
                HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nobody listens, or a proxy takes the connection and drops it.
            return false;
        }
    }
}
