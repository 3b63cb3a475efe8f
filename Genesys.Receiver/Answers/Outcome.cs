using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Answers;

/// <summary>What became of one delivery, or of a request that never became one.</summary>
/// <param name="Kind">The case.</param>
/// <param name="EventId">The envelope's id of a valid event; null otherwise.</param>
/// <param name="Rejected">The findings of an event that broke its schema; null otherwise.</param>
/// <param name="Schema">Name of the schema that judged it; null when none did.</param>
/// <param name="Details">
/// The findings as one line, as <see cref="FindingText"/> writes it for the answer and for the anomaly alike, or a
/// sentence that says more than the problem's own; null without either.
/// </param>
internal readonly record struct Outcome(
    OutcomeKind Kind,
    string? EventId = null,
    Verdict.Rejected? Rejected = null,
    string? Schema = null,
    string? Details = null);
