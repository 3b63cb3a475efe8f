using System.Text.Json.Serialization;

namespace Genesys.Receiver.Journal;

/// <summary>One attempt at a delivery, that is one fetch of its conversation, as the delivery's history keeps it.</summary>
/// <param name="StartedAt">When its first HTTP attempt started.</param>
/// <param name="EndedAt">When its outcome was known.</param>
/// <param name="HttpAttempts">HTTP attempts made in it.</param>
/// <param name="StatusCode">The last HTTP status; 0 when there was none.</param>
/// <param name="Reason">A bounded, safe word or sentence for the outcome, such as <c>completed</c> or <c>timeout</c>.</param>
public sealed record AttemptEntry(
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    [property: JsonPropertyName("attempts")] int HttpAttempts,
    int StatusCode,
    string Reason);
