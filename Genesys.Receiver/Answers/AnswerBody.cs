using System.Text.Json;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Answers;

/// <summary>
/// The JSON of an answer: the tutorial's <c>status</c> and <c>eventId</c>, or an RFC 9457 problem that also has the
/// tutorial's <c>error</c> and <c>details</c>. The caller of these methods begins and ends the object.
/// </summary>
internal static class AnswerBody
{
    /// <summary>Writes what became of one delivery, or of a request that never became one.</summary>
    public static void Write(Utf8JsonWriter writer, in AnswerForm form, in Outcome outcome)
    {
        if (form.Problem is { } problem)
        {
            WriteProblem(writer, problem, form.Status, outcome);
            return;
        }

        writer.WriteString("status"u8, form.Word);
        writer.WriteString("eventId"u8, outcome.EventId);
    }

    /// <summary>Writes an item for each element of an array.</summary>
    public static void Write(Utf8JsonWriter writer, in AnswerForm form, IReadOnlyList<Outcome> outcomes)
    {
        writer.WriteString("status"u8, form.Word);
        writer.WriteStartArray("items"u8);
        for (var i = 0; i < outcomes.Count; i++)
        {
            WriteItem(writer, i, outcomes[i]);
        }

        writer.WriteEndArray();
    }

    private static void WriteItem(Utf8JsonWriter writer, int index, in Outcome outcome)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, index);
        writer.WriteString("status"u8, AnswerTable.For(outcome.Kind).Word);
        if (outcome.EventId is { } eventId)
        {
            writer.WriteString("eventId"u8, eventId);
        }

        if (outcome.Rejected is { } rejected)
        {
            FindingsJson.Write(writer, rejected.FindingCount, rejected.Findings);
        }

        writer.WriteEndObject();
    }

    private static void WriteProblem(Utf8JsonWriter writer, Problem problem, int status, in Outcome outcome)
    {
        writer.WriteString("type"u8, problem.Type);
        writer.WriteString("title"u8, problem.Title);
        writer.WriteNumber("status"u8, status);
        writer.WriteString("error"u8, problem.Title);
        if (outcome.Rejected is not { } rejected)
        {
            var detail = outcome.Details ?? problem.Detail;
            writer.WriteString("detail"u8, detail);
            writer.WriteString("details"u8, detail);
            return;
        }

        writer.WriteString("details"u8, outcome.Details);
        if (rejected.Schema is { } schema)
        {
            writer.WriteString("schema"u8, schema);
        }

        FindingsJson.Write(writer, rejected.FindingCount, rejected.Findings);
    }
}
