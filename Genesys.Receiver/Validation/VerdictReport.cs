using System.Text.Json;

namespace Genesys.Receiver.Validation;

/// <summary>
/// A verdict as JSON, for an operator who asks what would become of a payload. It quotes nothing of the payload.
/// </summary>
internal static class VerdictReport
{
    /// <summary>
    /// Writes <c>{"verdict":"accepted"|"rejected","schema":…,"errorCount":…,"errors":[…],"drift":[…]}</c>, and for an
    /// array of events <c>{"verdict":…,"items":[…]}</c> with one of the former for each.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="requestId">The request's id, or null.</param>
    public static void Write(Utf8JsonWriter writer, BodyVerdict verdict, string? requestId)
    {
        writer.WriteStartObject();
        switch (verdict)
        {
            case BodyVerdict.One one:
                WriteMembers(writer, one.Verdict);
                break;
            case BodyVerdict.Many many:
                writer.WriteString(
                    "verdict", many.Verdicts.All(item => item is Verdict.Accepted) ? "accepted" : "rejected");
                writer.WriteStartArray("items");
                foreach (var item in many.Verdicts)
                {
                    writer.WriteStartObject();
                    WriteMembers(writer, item);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                break;
        }

        if (requestId is not null)
        {
            writer.WriteString("requestId", requestId);
        }

        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Accepted { Delivery: var delivery }:
                writer.WriteString("verdict", "accepted");
                writer.WriteString("schema", delivery.Schema);
                FindingsJson.Write(writer, 0, []);
                WriteDrift(writer, delivery.Drift);
                break;
            case Verdict.Rejected rejected:
                writer.WriteString("verdict", "rejected");
                writer.WriteString("schema", rejected.Schema);
                FindingsJson.Write(writer, rejected.FindingCount, rejected.Findings);
                WriteDrift(writer, []);
                break;
        }
    }

    private static void WriteDrift(Utf8JsonWriter writer, IReadOnlyList<Drift> drift)
    {
        writer.WriteStartArray("drift");
        foreach (var one in drift)
        {
            writer.WriteStartObject();
            writer.WriteString("path", one.Path);
            writer.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Kind.ToString()));
            if (one.Value is not null)
            {
                writer.WriteString("value", one.Value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
