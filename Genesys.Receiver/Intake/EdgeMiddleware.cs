using Genesys.Receiver.Answers;

namespace Genesys.Receiver.Intake;

/// <summary>The outermost layer: gives each request its id, and answers what nothing else did, in the service's own words.</summary>
public sealed partial class EdgeMiddleware(RequestDelegate next, AnswerWriter answers, ILogger<EdgeMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // A caller's own id is not taken over: it could be anything, and would reach logs and CloudWatch.
        context.TraceIdentifier = Guid.NewGuid().ToString();
        var headers = context.Response.Headers;
        headers[AnswerWriter.RequestIdHeader] = context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context).ConfigureAwait(false);
            await AnswerBareStatusAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, OutcomeOf(exception.StatusCode)).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has hung up: there is nobody to answer, and nothing is wrong here.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Log.Failed(logger, exception, context.TraceIdentifier);
            await AnswerAsync(context, OutcomeKind.InternalError).ConfigureAwait(false);
        }
    }

    /// <summary>Routing answers an unknown path or method with a status alone.</summary>
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
            _ => null,
        };
        if (outcome is { } bare)
        {
            await answers.WriteAsync(context, new Outcome(bare)).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context, OutcomeKind outcome)
    {
        context.Response.Clear();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await answers.WriteAsync(context, new Outcome(outcome)).ConfigureAwait(false);
    }

    private static OutcomeKind OutcomeOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => OutcomeKind.TooSlow,
        StatusCodes.Status413PayloadTooLarge => OutcomeKind.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => OutcomeKind.UnsupportedMediaType,
        _ => OutcomeKind.BadRequest,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A request failed unexpectedly: {RequestId}")]
        public static partial void Failed(ILogger logger, Exception exception, string requestId);
    }
}
