using System.Text;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Answers;

/// <summary>Findings as one line of text, for the tutorial's <c>details</c> and the anomaly's <c>errorDetails</c>.</summary>
public static class FindingText
{
    /// <summary>
    /// <c>data.id: must be a string; time: is required</c>: members joined with dots, findings with semicolons.
    /// </summary>
    /// <param name="rejected">The findings.</param>
    /// <param name="maxLength">Most characters; what is over is cut and counted.</param>
    public static string Join(Verdict.Rejected rejected, int maxLength)
    {
        var text = new StringBuilder();
        var told = 0;
        foreach (var finding in rejected.Findings)
        {
            var before = text.Length;
            if (told > 0)
            {
                text.Append("; ");
            }

            if (finding.Path.Length > 0)
            {
                text.Append(finding.Path.AsSpan(1)).Replace('/', '.', text.Length - finding.Path.Length + 1, finding.Path.Length - 1).Append(": ");
            }

            text.Append(finding.Message);
            if (text.Length > maxLength && told > 0)
            {
                text.Length = before;
                break;
            }

            told++;
        }

        if (text.Length > maxLength)
        {
            text.Length = maxLength;
        }

        return rejected.FindingCount > told
            ? text.Append("; and ").Append(rejected.FindingCount - told).Append(" more").ToString()
            : text.ToString();
    }
}
