using Aspire.Dashboard.Otlp.Protocol;

namespace Aspire.Dashboard.Telemetry.Story;

/// <summary>Why a span failed, as far as its sender said.</summary>
internal static class SpanFailure
{
    private const int MaxShort = 24;

    /// <summary>Attributes that tell a failure in a word, the most telling first.</summary>
    private static readonly string[] Keys = ["http.response.status_code", "rpc.response.status_code", "rpc.grpc.status_code", "db.response.status_code", "error.type", "exception.type"];

    /// <summary>A word for a row of a list: a status code, or the type of the error.</summary>
    public static string Short(Span span)
    {
        var word = Word(span) ?? (span.Status?.Message is { Length: > 0 and <= MaxShort } message ? message : "error");
        // Of a type's full name the end says most.
        return word.Length <= MaxShort ? word : word[(word.LastIndexOf('.') + 1)..] is { Length: > 0 and <= MaxShort } name ? name : word[..(MaxShort - 1)] + "…";
    }

    /// <summary>The status' message, or the word for it; empty when the sender said nothing.</summary>
    public static string Long(Span span) => span.Status?.Message is { Length: > 0 } message ? message : Word(span) ?? "";

    private static string? Word(Span span)
    {
        foreach (var key in Keys)
        {
            foreach (var attribute in span.Attributes)
            {
                if (attribute.Key == key && Attribute.Text(attribute.Value) is { Length: > 0 } text)
                {
                    return text;
                }
            }
        }

        return null;
    }
}
