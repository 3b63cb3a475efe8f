using System.Diagnostics;

namespace Genesys.Receiver.Telemetry;

/// <summary>
/// Exceptions on spans and in logs, without their messages: a message may quote what was being worked on, and that may
/// be personal.
/// </summary>
internal static class Failures
{
    // An exception's causes are followed this far; a stack is cut at this many characters.
    private const int MaxCauses = 4;
    private const int MaxLength = 8_000;

    /// <summary>Adds an <c>exception</c> event, and makes the span an error of the exception's type.</summary>
    public static void Fail(this Activity? span, Exception exception)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        var type = exception.GetType().FullName;
        span.AddEvent(new ActivityEvent(ReceiverTelemetry.ExceptionEvent, tags: new ActivityTagsCollection
        {
            [ReceiverTelemetry.ExceptionTypeKey] = type,
            [ReceiverTelemetry.ExceptionStackTraceKey] = Describe(exception),
        }));
        span.Fail(type!);
    }

    /// <summary>Makes the span an error of a kind that has a name.</summary>
    /// <param name="span">The span, if there is one.</param>
    /// <param name="errorType">The kind, one of few.</param>
    /// <param name="description">A sentence for the operator that quotes nothing of what was sent; none: the kind
    /// itself.</param>
    public static void Fail(this Activity? span, string errorType, string? description = null)
    {
        span?.SetTag(ReceiverTelemetry.ErrorTypeKey, errorType);
        span?.SetStatus(ActivityStatusCode.Error, description ?? errorType);
    }

    /// <summary>Types and stacks of an exception and its causes, one below the other.</summary>
    public static string Describe(Exception exception)
    {
        var text = "";
        var cause = exception;
        for (var depth = 0; cause is not null && depth < MaxCauses && text.Length < MaxLength; depth++)
        {
            text += $"{(depth == 0 ? "" : "\n--- caused by ")}{cause.GetType().FullName}\n{cause.StackTrace}";
            cause = cause.InnerException;
        }

        return text.Length > MaxLength ? text[..MaxLength] : text;
    }
}
