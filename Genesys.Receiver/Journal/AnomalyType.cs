namespace Genesys.Receiver.Journal;

/// <summary>The anomalies' names in CloudWatch.</summary>
internal static class AnomalyType
{
    /// <summary>The kind as <c>UPPER_SNAKE_CASE</c>.</summary>
    public static string Of(AnomalyKind kind) => kind switch
    {
        AnomalyKind.SchemaValidationFailure => "SCHEMA_VALIDATION_FAILURE",
        AnomalyKind.MalformedJson => "MALFORMED_JSON",
        AnomalyKind.PayloadTooLarge => "PAYLOAD_TOO_LARGE",
        AnomalyKind.UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
        AnomalyKind.DownstreamFailure => "DOWNSTREAM_FAILURE",
        AnomalyKind.SchemaDrift => "SCHEMA_DRIFT",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The kind has no name in CloudWatch."),
    };
}
