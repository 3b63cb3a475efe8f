namespace Genesys.Receiver.Answers;

/// <summary>The form of an answer.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Word">The body's <c>status</c> member, and the outcome's name on metrics and spans.</param>
/// <param name="Problem">
/// The problem that the body describes; null where the body is the tutorial's <c>status</c>, <c>eventId</c> and
/// <c>requestId</c>.
/// </param>
/// <param name="Retry">Whether <c>Retry-After</c> is sent.</param>
/// <param name="Close">Whether the connection is closed after it.</param>
internal readonly record struct AnswerForm(
    int Status, string Word, Problem? Problem, bool Retry = false, bool Close = false);
