using System.Globalization;
using System.Text.RegularExpressions;
using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>What stands in the search box: an id, or words of a filter.</summary>
internal sealed partial record SearchQuery
{
    /// <summary>How far back a search without an id, <c>from:</c> and <c>state:deadLetter</c> looks.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromDays(7);

    private const string AllWords = "topic:, state:, reason:, destination:, attempts:, republished:, from:, to:, "
        + "event:, conversation:, request: and trace:";

    private const int LongestId = 1_024;
    private const int LongestSpan = 100_000;

    /// <summary>An id without a word; it may be an event's, a conversation's, a request's or a trace's.</summary>
    public string? Id { get; init; }

    /// <summary>What the words say.</summary>
    public DeliveryFilter Filter { get; init; } = new();

    /// <summary>What can't be understood, as sentences.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether <see cref="DeliveryFilter.From"/> is the usual one.</summary>
    public bool IsUsualSpan { get; init; }

    /// <summary>
    /// What stands before a colon in <see cref="Id"/>, where it looks like a filter's word: an id may hold a colon.
    /// </summary>
    public string? UnknownWord =>
        Id?.Split(':', 2) is [{ Length: > 0 } word, _] && word.All(char.IsAsciiLetter) ? word : null;

    private bool NamesAnId =>
        Id is not null || (Filter.EventId ?? Filter.ConversationId ?? Filter.RequestId ?? Filter.TraceId) is not null;

    // What failed for good waits for a person, however old it is.
    private bool IsOfAllTime => NamesAnId || Filter.State == DeliveryState.DeadLetter;

    /// <summary>Reads it.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="now">The moment that <c>from:2h</c> is before.</param>
    public static SearchQuery Parse(string? text, DateTimeOffset now)
    {
        var query = new SearchQuery();
        foreach (Match word in Word().Matches(text ?? ""))
        {
            query = query.With(word.Value, now);
        }

        return query is { Filter.From: null, IsOfAllTime: false }
            ? query with { Filter = query.Filter with { From = now - Usual }, IsUsualSpan = true }
            : query;
    }

    /// <summary>
    /// The same text with ids in lower case that are UUIDs in another: Genesys Cloud's are in lower case, and ids are
    /// kept as they came.
    /// </summary>
    /// <returns>null: it has none.</returns>
    public static string? InLowerCase(string? text)
    {
        var lower = Uuid().Replace(text ?? "", uuid => uuid.Value.ToLowerInvariant());
        return lower == (text ?? "") ? null : lower;
    }

    /// <summary>A word of a filter that is read as this value again, whatever is in it.</summary>
    public static string WordOf(string name, string value) =>
        $"{name}:{(value.Length == 0 || value.Any(char.IsWhiteSpace) || value.Contains('"') ? Quoted(value) : value)}";

    /// <summary>An id by itself that is read as this id again, whatever is in it.</summary>
    public static string WordOf(string id) =>
        id.Any(letter => char.IsWhiteSpace(letter) || letter is '"' or ':') ? Quoted(id) : id;

    private SearchQuery With(string word, DateTimeOffset now)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var (name, value) = colon > 0 && word[0] != '"'
            ? (word[..colon].ToLowerInvariant(), Unquoted(word[(colon + 1)..])) : ("", Unquoted(word));
        return name switch
        {
            "topic" => this with { Filter = Filter with { Topic = value } },
            "reason" => this with { Filter = Filter with { Reason = Words.Reason(value) } },
            "destination" => this with { Filter = Filter with { Destination = value } },
            // As the admin API, and what it answers, name them too.
            "event" or "eventid" => this with { Filter = Filter with { EventId = value } },
            "conversation" or "conversationid" => this with { Filter = Filter with { ConversationId = value } },
            "request" or "requestid" => this with { Filter = Filter with { RequestId = value } },
            "trace" or "traceid" => this with { Filter = Filter with { TraceId = value } },
            "state" or "status" => State(value) is { } state
                ? this with { Filter = Filter with { State = state } }
                : WithProblem("state: is one of open, finished, deadLetter, discarded, any."),
            "attempts" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var attempts)
                ? this with { Filter = Filter with { MinAttempts = attempts } }
                : WithProblem("attempts: is a number; it finds what was tried at least that often."),
            "republished" => value.Equals("true", StringComparison.OrdinalIgnoreCase)
                ? this with { Filter = Filter with { Republished = true } }
                : WithProblem("republished: is true; it finds what Genesys Cloud published again."),
            "from" => Time(value, now) is { } from
                ? this with { Filter = Filter with { From = from } }
                : WithProblem(
                    "from: is a moment in UTC, such as 2026-11-29T10:00, or a span before now, such as 2h or 7d."),
            "to" => Time(value, now) is { } to
                ? this with { Filter = Filter with { To = to } }
                : WithProblem(
                    "to: is a moment in UTC, such as 2026-11-29T10:00, or a span before now, such as 2h or 7d."),
            "" when value.Length == 0 => this,
            _ when Id is not null && (UnknownWord ?? (name.All(char.IsAsciiLetter) ? name : "")) is { Length: > 0 } =>
                WithUnknown(UnknownWord).WithUnknown(name),
            _ when Id is not null =>
                WithProblem("Search for one id at a time; a word of a filter has a colon, such as topic: or state:."),
            _ when (name.Length == 0 ? value : word).EnumerateRunes().Count() > LongestId =>
                WithProblem("An id has 1,024 characters at most."),
            _ => this with { Id = name.Length == 0 ? value : word },
        };
    }

    private SearchQuery WithUnknown(string? word) => word is { Length: > 0 } && word.All(char.IsAsciiLetter)
        ? WithProblem($"{word}: is no word of a filter; those are {AllWords}.") : this;

    private SearchQuery WithProblem(string problem) =>
        Problems.Contains(problem, StringComparer.Ordinal) ? this : this with { Problems = [.. Problems, problem] };

    private static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Unquoted(string value)
    {
        if (value is not ['"', .. var quoted])
        {
            return value;
        }

        // Of quotes at the end the last is the closing one, unless all of them are pairs.
        var atEnd = quoted.Length - quoted.TrimEnd('"').Length;
        return quoted[..^(atEnd % 2)].Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    private static DeliveryState? State(string value) =>
        !value.Any(char.IsAsciiDigit)
        && Enum.TryParse<DeliveryState>(
            value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var state)
            ? state : null;

    private static DateTimeOffset? Time(string value, DateTimeOffset now)
    {
        if (value is [.. var digits, 'm' or 'h' or 'd']
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= LongestSpan)
        {
            return now - (value[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                _ => TimeSpan.FromDays(count),
            });
        }

        return value.Length >= 10 && DateTimeOffset.TryParse(
            value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
            ? time : null;
    }

    // A value in quotes may have spaces, and quotes that are doubled: topic:"Conversation Ended", "a ""b"" c".
    [GeneratedRegex("""(?:[^\s":]+:)?"(?:[^"]|"")*"?|\S+""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Word();

    [GeneratedRegex("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Uuid();
}
