using System.Text;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Answers;

/// <summary>
/// Findings as one line of text, for the tutorial's <c>details</c> and the anomaly's <c>errorDetails</c>.
/// </summary>
internal static class FindingText
{
    /// <summary>Most characters; what is over is cut and counted.</summary>
    public const int MaxLength = 4_096;

    [ThreadStatic]
    private static StringBuilder? t_text;

    /// <summary>
    /// <c>data.id: must be a string; time: is required</c>: members joined with dots, findings with semicolons.
    /// </summary>
    public static string Join(Verdict.Rejected rejected)
    {
        var text = (t_text ??= new StringBuilder()).Clear();
        var told = 0;
        var findings = rejected.Findings;
        while (told < findings.Count)
        {
            var finding = findings[told];
            var before = text.Length;
            if (told > 0)
            {
                text.Append("; ");
            }

            if (finding.Path.Length > 0)
            {
                text.Append(finding.Path.AsSpan(1))
                    .Replace('/', '.', text.Length - finding.Path.Length + 1, finding.Path.Length - 1).Append(": ");
            }

            text.Append(finding.Message);
            if (text.Length > MaxLength && told > 0)
            {
                text.Length = before;
                break;
            }

            told++;
        }

        if (text.Length > MaxLength)
        {
            text.Length = MaxLength;
        }

        return rejected.FindingCount > told
            ? text.Append("; and ").Append(rejected.FindingCount - told).Append(" more").ToString()
            : text.ToString();
    }
}
