namespace Genesys.Receiver.Journal;

/// <summary>One round of attempts at a delivery, as its history keeps it.</summary>
/// <param name="StartedAt">When its first attempt started.</param>
/// <param name="EndedAt">When its outcome was known.</param>
/// <param name="Attempts">HTTP attempts made in it.</param>
/// <param name="StatusCode">The last HTTP status; 0 when there was none.</param>
/// <param name="Reason">A bounded, safe word or sentence for the outcome, such as <c>completed</c> or <c>timeout</c>.</param>
public sealed record Round(DateTimeOffset StartedAt, DateTimeOffset EndedAt, int Attempts, int StatusCode, string Reason);
