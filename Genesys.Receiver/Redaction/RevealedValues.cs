using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Receiver.Redaction;

/// <summary>
/// What of a payload may be shown, and in which form alone: a UUID under a name that ends in <c>id</c>, a known value
/// of an enumeration, a known topic, a date-time, a duration, a version, an AWS region. Whatever else a member of that
/// name holds stays hidden.
/// </summary>
internal sealed class RevealedValues(KnownWords known)
{
    /// <summary>
    /// Longest run of digits that is shown as a count: a day in milliseconds has 8. Phone numbers have more.
    /// </summary>
    private const int MaxCountDigits = 8;

    private const int UuidLength = 36;

    private static readonly FrozenSet<string> Times = FrozenSet.Create(
        StringComparer.Ordinal,
        "time", "timestamp", "eventTime", "metricDate", "callbackScheduledTime", "flowOutcomeStartTime",
        "flowOutcomeEndTime",
        "milestoneTime", "sessionStartTimeMs", "transcriptionStartTimeMs");

    private static readonly FrozenSet<string> Counts = FrozenSet.Create(
        StringComparer.Ordinal,
        "routingPriority", "connectedDurationMs", "wrapupDurationMs", "interactingDurationMs", "heldDurationMs",
        "alertingDurationMs", "contactingDurationMs", "dialingDurationMs", "callbackDurationMs",
        "voicemailDurationMs", "mediaCount", "externalMediaCount");

    private static readonly Utf8Table Partitions = new("af ap ca cn eu eusc il me mx sa us".Split(' '));

    private static readonly Utf8Table Directions = new(
        "central de east gov iso isob isoe isof north northeast northwest south southeast southwest west".Split(' '));

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("+-.0123456789Ee"u8);

    private readonly FrozenDictionary<string, Utf8Table> _enumerations = known.Enumerations.ToFrozenDictionary();

    private readonly Utf8Table _names = new(known.MemberNames);

    private readonly (byte[] Template, int Ids)[] _topics =
        [.. known.TopicTemplates.Values.Select(
            template => (Encoding.ASCII.GetBytes(template), template.Split("{id}").Length - 1))];

    private readonly byte[][] _sourcePrefixes = [.. known.SourcePrefixes.Select(Encoding.ASCII.GetBytes)];

    /// <summary>A member's name when a schema knows it, else null.</summary>
    public string? Name(ReadOnlySpan<byte> name) =>
        _names.Find(name) is >= 0 and var index ? _names.Values[index] : null;

    /// <summary>
    /// Writes a member's text, whole or but for its end, when it may be shown; false, and nothing is written, when it
    /// may not.
    /// </summary>
    public bool TryShowText(string? name, ReadOnlySpan<byte> text, ref MaskWriter writer)
    {
        switch (name)
        {
            case null:
                return false;
            case "event_type" or "detail-type":
                return (known.EventTypes.Find(text) >= 0 || known.TopicTemplates.Find(text) >= 0)
                    && Show(text, ref writer);
            case "topicName":
                return TryShowTopicName(text, ref writer);
            case "source":
                return TryShowSource(text, ref writer);
            case "region":
                return IsRegion(text) && Show(text, ref writer);
            case "version" or "flowVersion":
                return text.Length is > 0 and <= 3 && IsDigits(text) && Show(text, ref writer);
            case "CorrelationId":
                return (IsUuid(text) || (text.EndsWith("-archival"u8) && IsUuid(text[..^"-archival".Length])))
                    && Show(text, ref writer);
        }

        if (_enumerations.TryGetValue(name, out var constants))
        {
            return constants.Find(text) >= 0 && Show(text, ref writer);
        }

        if (Times.Contains(name))
        {
            // Written anew: a fraction can be a number of any length.
            return DateTimeText.Read(text, out var time) == DateTimeVerdict.DateTime
                && Show(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture), ref writer);
        }

        return IsIdName(name) && IsUuid(text) && Show(text, ref writer);
    }

    /// <summary>True when a member's number may be shown.</summary>
    public static bool MayShowNumber(string? name, ReadOnlySpan<byte> number) => name switch
    {
        null => false,
        _ when Counts.Contains(name) => number.Length <= MaxCountDigits && IsDigits(number),
        // Milliseconds from 2001 to 2033: 13 digits that begin with 1.
        _ when Times.Contains(name) => number.Length == 13 && number[0] == (byte)'1' && IsDigits(number),
        _ => false,
    };

    /// <summary>True for what looks like a number of JSON.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> token) =>
        !token.IsEmpty && !token.ContainsAnyExcept(NumberBytes) && token.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;

    private static bool Show(ReadOnlySpan<byte> text, ref MaskWriter writer)
    {
        writer.Quoted(text);
        return true;
    }

    private static bool Show(string text, ref MaskWriter writer)
    {
        writer.Quoted(text);
        return true;
    }

    private bool TryShowTopicName(ReadOnlySpan<byte> name, ref MaskWriter writer)
    {
        foreach (var (template, ids) in _topics)
        {
            if (!TopicForm.Fits(template, name))
            {
                continue;
            }

            var uuids = 0;
            foreach (var range in name.Split((byte)'.'))
            {
                uuids += IsUuid(name[range]) ? 1 : 0;
            }

            // An id that isn't a UUID can be anything; the template says as much as may be said.
            return Show(uuids == ids ? name : template, ref writer);
        }

        return false;
    }

    private bool TryShowSource(ReadOnlySpan<byte> source, ref MaskWriter writer)
    {
        if (known.Sources.Find(source) >= 0)
        {
            return Show(source, ref writer);
        }

        foreach (var prefix in _sourcePrefixes)
        {
            if (source.Length >= prefix.Length + UuidLength && source.StartsWith(prefix)
                && IsUuid(source.Slice(prefix.Length, UuidLength)))
            {
                // What stands behind the organization is a name that someone has chosen.
                return Show(Encoding.ASCII.GetString(source[..(prefix.Length + UuidLength)]) + "/...", ref writer);
            }
        }

        return false;
    }

    private static bool IsIdName(string name) =>
        name == "id" || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("Ids", StringComparison.Ordinal)
            || name.EndsWith("_id", StringComparison.Ordinal);

    private static bool IsUuid(ReadOnlySpan<byte> text) =>
        text.Length == UuidLength && Utf8Parser.TryParse(text, out Guid _, out var read, 'D') && read == UuidLength;

    private static bool IsDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static bool IsRegion(ReadOnlySpan<byte> text)
    {
        var segments = 0;
        foreach (var range in text.Split((byte)'-'))
        {
            var segment = text[range];
            var known = segments++ == 0
                ? Partitions.Find(segment) >= 0
                : Directions.Find(segment) >= 0 || (segment.Length == 1 && IsDigits(segment));
            if (!known)
            {
                return false;
            }
        }

        return segments is 3 or 4;
    }
}
