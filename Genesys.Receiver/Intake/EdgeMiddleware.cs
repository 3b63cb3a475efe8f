using Genesys.Receiver.Answers;
using Genesys.Receiver.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace Genesys.Receiver.Intake;

/// <summary>
/// The outermost layer: gives each request its id, admits it, and answers what nothing else did, in the service's own
/// words.
/// </summary>
internal sealed partial class EdgeMiddleware(
    RequestDelegate next, Admission admission, AnswerWriter answers, ILogger<EdgeMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // A caller's own id is not taken over: it could be anything, and would reach logs and CloudWatch.
        context.TraceIdentifier = RequestId.New();
        AddHeaders(context);
        using var scope = IsLogged(context) ? Log.Request(logger, context.TraceIdentifier) : null;
        try
        {
            if (IsAmbiguous(context.Request))
            {
                await AnswerAsync(context, OutcomeKind.BadRequest);
                return;
            }

            var policy = context.GetEndpoint()?.Metadata.GetMetadata<AdmissionPolicy>() ?? AdmissionPolicy.Anonymous;
            if (!policy.IsExempt && !policy.IsAppliedByEndpoint
                && (await admission.AdmitAsync(context, policy)).Refusal is { } refusal)
            {
                await answers.WriteAsync(context, new Outcome(refusal), policy.RejectStatus);
                return;
            }

            await next(context);
            await AnswerBareStatusAsync(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, OutcomeOf(exception.StatusCode));
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested
            || exception is ConnectionResetException or ConnectionAbortedException)
        {
            // The caller has hung up: there is nobody to answer, and nothing is wrong here.
        }
        catch (Exception exception)
        {
            Log.Failed(logger, context.TraceIdentifier, Failures.Describe(exception));
            if (context.Response.HasStarted)
            {
                // The server would log the exception with its message.
                context.Abort();
                return;
            }

            await AnswerAsync(context, OutcomeKind.InternalError);
        }
    }

    // RFC 9112, section 6.1: a length beside chunks smuggles a request past a proxy that goes by the other one. Kestrel
    // goes by the chunks, and keeps the length under this name.
    private static bool IsAmbiguous(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0 && request.Headers.ContainsKey("X-Content-Length");

    // A scope takes 1.5 % of an event's processor time, and only debugging logs anything on its way; a failure's line
    // names the request itself.
    private bool IsLogged(HttpContext context) =>
        context.Request.Path != SubscriptionEndpoint.Path || logger.IsEnabled(LogLevel.Debug);

    /// <summary>Routing answers an unknown path, method or content type with a status alone.</summary>
    private async Task AnswerBareStatusAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentLength is not null || response.ContentType is not null)
        {
            return;
        }

        OutcomeKind? outcome = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => OutcomeKind.NotFound,
            StatusCodes.Status405MethodNotAllowed => OutcomeKind.MethodNotAllowed,
            StatusCodes.Status415UnsupportedMediaType => OutcomeKind.UnsupportedMediaType,
            _ => null,
        };
        if (outcome is { } bare)
        {
            await answers.WriteAsync(context, new Outcome(bare));
        }
    }

    private async Task AnswerAsync(HttpContext context, OutcomeKind outcome)
    {
        context.Response.Clear();
        AddHeaders(context);
        await answers.WriteAsync(context, new Outcome(outcome));
    }

    private static void AddHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[AnswerWriter.RequestIdHeader] = context.TraceIdentifier;
        SecureHeaders.AddTo(headers);
    }

    /// <summary>The outcome of a request that breaks HTTP, by the status that the server has for it.</summary>
    private static OutcomeKind OutcomeOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => OutcomeKind.TooSlow,
        StatusCodes.Status413PayloadTooLarge => OutcomeKind.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => OutcomeKind.UnsupportedMediaType,
        _ => OutcomeKind.BadRequest,
    };

    private static partial class Log
    {
        /// <summary>
        /// Everything that is logged while a request is handled carries the id that its caller is answered with.
        /// </summary>
        public static readonly Func<ILogger, string, IDisposable?> Request =
            LoggerMessage.DefineScope<string>("RequestId:{RequestId}");

        [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} failed unexpectedly\n{Failure}")]
        public static partial void Failed(ILogger logger, string requestId, string failure);
    }
}
