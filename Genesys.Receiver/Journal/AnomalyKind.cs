namespace Genesys.Receiver.Journal;

/// <summary>
/// The structural anomalies that are recorded: a closed list, each spelt in CloudWatch as <c>UPPER_SNAKE_CASE</c>.
/// </summary>
internal enum AnomalyKind
{
    /// <summary><c>SCHEMA_VALIDATION_FAILURE</c>: JSON that breaks its schema.</summary>
    SchemaValidationFailure,

    /// <summary><c>MALFORMED_JSON</c>: bytes that aren't JSON.</summary>
    MalformedJson,

    /// <summary><c>PAYLOAD_TOO_LARGE</c>: a body over the limit.</summary>
    PayloadTooLarge,

    /// <summary>
    /// <c>UNSUPPORTED_MEDIA_TYPE</c>: a content type that is missing or not JSON, or an encoding that isn't taken.
    /// </summary>
    UnsupportedMediaType,

    /// <summary><c>DOWNSTREAM_FAILURE</c>: a valid event whose processing failed for good.</summary>
    DownstreamFailure,

    /// <summary><c>SCHEMA_DRIFT</c>: a valid event with something that its schema doesn't know.</summary>
    SchemaDrift,
}
