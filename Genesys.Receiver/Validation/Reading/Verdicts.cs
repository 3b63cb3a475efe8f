using System.Globalization;
using System.Text;
using Genesys.Receiver.Validation.Json;
using Genesys.Receiver.Validation.Rules;
using Genesys.Receiver.Validation.Schemas;
using Genesys.Receiver.Validation.Schemas.Topics;

namespace Genesys.Receiver.Validation.Reading;

/// <summary>What a reader has read, as a verdict.</summary>
internal static class Verdicts
{
    /// <summary>Longest id or source in bytes that a rejected event is still named by.</summary>
    private const int MaxCorrelationBytes = 4_096;

    /// <summary>The verdict on an event that was read to its end.</summary>
    public static Verdict Of(ReadOnlyMemory<byte> payload, ref EventReader reader, ReaderState state)
    {
        if (reader.Schema is { } schema && state.Findings.IsEmpty)
        {
            return new Verdict.Accepted(Delivery(payload, schema, ref reader, state));
        }

        var count = state.Findings.Count;
        var findings = state.Findings.Take();
        return new Verdict.Rejected
        {
            Findings = findings,
            FindingCount = count,
            // RFC 8259 knows no NaN, so that a text with one is no JSON, even though reading could go on behind it.
            IsMalformed = Has(findings, FindingCodes.NonFiniteNumber),
            Schema = reader.Schema?.Name,
            EventId = Correlation(Slot.Id, ref reader),
            Source = Correlation(Slot.Source, ref reader),
            Payload = payload,
        };
    }

    /// <summary>The verdict on a body that broke.</summary>
    /// <param name="payload">The whole body.</param>
    /// <param name="reader">The reader, which knows where and why.</param>
    /// <param name="state">The state, whose path leads to where it broke.</param>
    /// <param name="element">Index of the event in an array of events, or null.</param>
    public static Verdict Broken(
        ReadOnlyMemory<byte> payload, ref EventReader reader, ReaderState state, int? element = null)
    {
        var path = state.Path.ToPointer();
        if (element is { } index)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"/{index}{path}");
        }

        var rejected = new Verdict.Rejected
        {
            Findings =
                [new Finding(path, JsonFaults.Code(reader.Fault), JsonFaults.Message(reader.Fault), reader.FaultAt)],
            FindingCount = 1,
            IsMalformed = true,
            EventId = element is null ? Correlation(Slot.Id, ref reader) : null,
            Source = element is null ? Correlation(Slot.Source, ref reader) : null,
            Payload = payload,
        };
        state.Reset();
        return rejected;
    }

    private static Delivery Delivery(
        ReadOnlyMemory<byte> payload, EventSchema schema, ref EventReader reader, ReaderState state) => new()
        {
            Schema = schema.Name,
            EventId = reader.Text(Slot.Id)!,
            Source = reader.TextOrKnown(Slot.Source, FlatEvent.Sources)!,
            Account = reader.Text(Slot.Account)!,
            EventType = reader.TextOrKnown(
            Slot.EventType, schema.ReportsTopics ? TopicBodies.Templates : FlatEvent.EventTypes)!,
            Time = reader.Captures.Time,
            ReplayName = reader.Text(Slot.ReplayName),
            ConversationId = ConversationIdOf(ref reader),
            BusinessKey = BusinessKeys.Of(ref reader),
            Payload = payload,
            Drift = state.Drifts.Take(),
        };

    /// <summary>
    /// The conversation that an event names, when it can be asked for: not every topic's rule looks at the id's form.
    /// </summary>
    private static ConversationId? ConversationIdOf(ref EventReader reader) =>
        reader.NamesConversation && ConversationId.TryCreate(reader.Text(Slot.ConversationId), out var id)
            ? id
            : null;

    private static bool Has(IReadOnlyList<Finding> findings, string code)
    {
        for (var i = 0; i < findings.Count; i++)
        {
            if (findings[i].Code == code)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Correlation(Slot slot, ref EventReader reader) =>
        reader.Captures.TryGet(slot, out var token) && token.Length is > 0 and <= MaxCorrelationBytes
            && reader.Text(slot) is { } text
            && (!token.Escaped || IsWellFormed(text)) ? text : null;

    /// <summary>
    /// Half of a surrogate pair can't be written as UTF-8, which is all that answers, logs and anomalies are.
    /// </summary>
    private static bool IsWellFormed(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0
        || text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);
}
