using System.Diagnostics;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>The span of one HTTP attempt.</summary>
internal static class AttemptSpan
{
    private const string CorrelationHeader = "ININ-Correlation-Id";

    public static Activity? Start(FetchContext fetch)
    {
        var span = ReceiverTelemetry.Source.StartActivity(
            $"{fetch.Resource.Method} {fetch.Resource.Template}", ActivityKind.Client);
        if (span is null)
        {
            return null;
        }

        span.SetTag(ReceiverTelemetry.MethodKey, fetch.Resource.Method.Method);
        span.SetTag(ReceiverTelemetry.UrlTemplateKey, fetch.Resource.Template);
        span.SetTag(ReceiverTelemetry.ServerAddressKey, fetch.Address.Host);
        span.SetTag(ReceiverTelemetry.ServerPortKey, fetch.Address.Port);
        span.SetTag(ReceiverTelemetry.PacingWaitKey, fetch.PacingWait.TotalSeconds);
        span.SetTag(ReceiverTelemetry.ConcurrencyWaitKey, fetch.ConcurrencyWait.TotalSeconds);
        if (fetch.RetryReason is { } reason)
        {
            span.SetTag(ReceiverTelemetry.RetryWaitKey, fetch.RetryWait.TotalSeconds);
            span.SetTag(ReceiverTelemetry.RetryReasonKey, reason);
        }

        if (fetch.Attempts > 0)
        {
            span.SetTag(ReceiverTelemetry.ResendCountKey, fetch.Attempts);
        }

        return span;
    }

    /// <summary>
    /// The attempt that began the token's request has it as a child; the others, which waited for it, are linked to it.
    /// </summary>
    public static void LinkTo(this Activity? span, TokenAnswer answer)
    {
        if (span is { IsAllDataRequested: true }
            && answer.Request is { TraceFlags: ActivityTraceFlags.Recorded } request
            && request.TraceId != span.TraceId)
        {
            span.AddLink(Links.To(request, ReceiverTelemetry.TokenLink));
        }
    }

    /// <summary>Takes note of the id under which Genesys finds the answer.</summary>
    public static void Correlate(this Activity? span, HttpResponseMessage response)
    {
        if (span is not null
            && response.Headers.NonValidated.TryGetValues(CorrelationHeader, out var correlation)
            && correlation.ToString() is { Length: <= 128 } id)
        {
            span.SetTag(ReceiverTelemetry.CorrelationIdKey, SafeIdentifier.OfEventId(id));
        }
    }

    public static void End(this Activity? span, HttpAttempt attempt)
    {
        if (attempt.Kind != HttpAttemptKind.Answered)
        {
            span.Fail(attempt.ErrorType);
        }
    }
}
