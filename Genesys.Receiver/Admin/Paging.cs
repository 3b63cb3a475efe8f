using Genesys.Receiver.Journal;
using Genesys.Receiver.Validation.Schemas;

namespace Genesys.Receiver.Admin;

/// <summary>
/// The rules of the parameters that many routes have. Each is null, or a sentence that names the parameter.
/// </summary>
internal static class Paging
{
    public const int DefaultLimit = 50;

    private const int MaxReason = 500;

    public static string? LimitProblem(int? limit) =>
        limit is null or (>= 1 and <= IJournalSearch.MaxItems)
            ? null : $"limit must be 1 to {IJournalSearch.MaxItems}.";

    // Read from the start for one that is damaged, a list would never end.
    public static string? CursorProblem(string? cursor) =>
        SearchCursor.IsOne(cursor) ? null : "cursor isn't one that this route gave.";

    public static string? TextProblem(string name, string? text) =>
        text is null ? null
        : text.EnumerateRunes().Count() > FlatEvent.MaxIdLength || string.IsNullOrWhiteSpace(text)
        ? $"{name} must have 1 to 1,024 characters."
        : ControlProblem(name, text);

    public static string? TimeProblem(DateTimeOffset? from, DateTimeOffset? to) =>
        MomentProblem("from", from) ?? MomentProblem("to", to) ?? (from >= to ? "from must be before to." : null);

    // The journal counts from there, and what is reckoned from an earlier one may have no date.
    public static string? MomentProblem(string name, DateTimeOffset? moment) =>
        moment < DateTimeOffset.UnixEpoch ? $"{name} must not be before 1970." : null;

    public static string? TraceProblem(string? traceId) =>
        traceId is null || (traceId.Length == 32 && traceId.All(char.IsAsciiHexDigit))
            ? null : "traceId must have 32 hexadecimal digits.";

    public static string? ReasonProblem(string? reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason ? "reason must have 1 to 500 characters."
        : ControlProblem("reason", reason);

    public static Client.Page<TView> Of<TEntry, TView>(Found<TEntry> found, Func<TEntry, TView> view) =>
        new([.. found.Items.Select(view)], found.Next, found.SearchedBackTo);

    // PostgreSQL takes no NUL. No event that is accepted has any of them where it can be searched for, and a reason is
    // shown as one line.
    private static string? ControlProblem(string name, string text) =>
        text.Any(char.IsControl) ? $"{name} must have no control characters." : null;
}
