namespace Genesys.Receiver.Validation;

/// <summary>Every code that a <see cref="Finding"/> can have. Codes are stable: a caller may match on them.</summary>
internal static class FindingCodes
{
    /// <summary>The bytes aren't a JSON text (RFC 8259), invalid UTF-8 included.</summary>
    public const string MalformedJson = "malformed_json";

    /// <summary>More than 200 arrays and objects that hold something are open at once.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>A number's integer part is longer than 4,300 characters.</summary>
    public const string NumberTooLong = "number_too_long";

    /// <summary>NaN, Infinity or -Infinity, which RFC 8259 doesn't know.</summary>
    public const string NonFiniteNumber = "non_finite_number";

    /// <summary>A name that stands twice in one object.</summary>
    public const string DuplicateMember = "duplicate_member";

    /// <summary>An array without an event.</summary>
    public const string EmptyBatch = "empty_batch";

    /// <summary>An array of more than 500 events.</summary>
    public const string BatchTooLarge = "batch_too_large";

    /// <summary>
    /// What came has no envelope around it: an input transformer or a queue took it off, or put another one around it.
    /// </summary>
    public const string EnvelopeMissing = "envelope_missing";

    /// <summary>A member that has to be there is missing.</summary>
    public const string Required = "required";

    /// <summary>A value of another JSON type than the schema's.</summary>
    public const string Type = "type";

    /// <summary>A string that is empty or white space alone.</summary>
    public const string Blank = "blank";

    /// <summary>A string that holds a control character (Unicode category Cc).</summary>
    public const string ControlCharacter = "control_character";

    /// <summary>A string that holds half of a surrogate pair.</summary>
    public const string LoneSurrogate = "lone_surrogate";

    /// <summary>A string that is too long.</summary>
    public const string TooLong = "too_long";

    /// <summary>A string that is none of the values that the schema takes.</summary>
    public const string UnsupportedValue = "unsupported_value";

    /// <summary>A conversation id that is a dot segment of a URL.</summary>
    public const string DotSegment = "dot_segment";

    /// <summary>A string that isn't a date-time.</summary>
    public const string DateTime = "date_time";

    /// <summary>An instant or a number outside of its range.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>A <c>topicName</c> that isn't its <c>detail-type</c> with each <c>{id}</c> filled in.</summary>
    public const string TopicMismatch = "topic_mismatch";

    /// <summary>A source or an account that this service isn't set to take events from.</summary>
    public const string NotAllowed = "not_allowed";
}
