using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Genesys.Receiver.Intake;

/// <summary>
/// Gives a request id to the answers to what never becomes a request, because Kestrel can't read it: a broken request
/// line (400), a long one (414), too many headers (431), headers that don't arrive (503, as for a body: Kestrel's own
/// 408 is final for EventBridge). Kestrel writes those answers itself, a status without a body, and tells of each
/// before it does.
/// </summary>
internal sealed partial class UnreadableRequests(
    DiagnosticListener listener, AnswerWriter answers, ILogger<UnreadableRequests> logger)
    : IHostedService, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = listener.Subscribe(this, name => name == BadRequest);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _subscription?.Dispose();

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == BadRequest && value.Value is IFeatureCollection features
            && features.Get<IHttpResponseFeature>() is { HasStarted: false } response)
        {
            var requestId = RequestId.New();
            response.Headers[AnswerWriter.RequestIdHeader] = requestId;
            response.Headers.Connection = "close";
            SecureHeaders.AddTo(response.Headers);
            if (response.StatusCode == StatusCodes.Status408RequestTimeout)
            {
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                response.Headers.RetryAfter = answers.RetryAfter;
            }

            // Kestrel would set its headers anew when it begins the answer, so it begins here. There is no body yet
            // that could be written to.
            _ = features.GetRequiredFeature<IHttpResponseBodyFeature>().StartAsync();
            Log.Unreadable(logger, requestId, response.StatusCode);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static partial class Log
    {
        // Debug: whoever scans the Internet would fill the log.
        [LoggerMessage(
            Level = LogLevel.Debug, Message = "What was received isn't a request: {RequestId} was answered {Status}.")]
        public static partial void Unreadable(ILogger logger, string requestId, int status);
    }
}
