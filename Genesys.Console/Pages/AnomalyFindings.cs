using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>What is wrong with a payload, place by place.</summary>
internal static class AnomalyFindings
{
    private const string Between = "; ";

    /// <summary>
    /// The findings, each with its sentence. The journal keeps the sentences as one text, in which each begins with its
    /// place: <c>data.id: must be a string; time: is required</c>.
    /// </summary>
    /// <returns>None when the text can't be told apart: then it is shown whole.</returns>
    public static IReadOnlyList<Finding> Of(Anomaly anomaly)
    {
        if (anomaly.Findings.All(finding => finding.Message is not null))
        {
            return anomaly.Findings;
        }

        var (text, said) = (anomaly.ErrorDetails, new List<Finding>());
        foreach (var (index, finding) in anomaly.Findings.Index())
        {
            var place = PlaceOf(finding);
            if (!text.StartsWith(place, StringComparison.Ordinal) || (index > 0 && place.Length == 0))
            {
                return [];
            }

            text = text[place.Length..];
            var next = index + 1 < anomaly.Findings.Count
                ? text.IndexOf(Between + PlaceOf(anomaly.Findings[index + 1]), StringComparison.Ordinal) : text.Length;
            if (next < 0)
            {
                return [];
            }

            said.Add(finding with { Message = text[..next] });
            text = next < text.Length ? text[(next + Between.Length)..] : "";
        }

        return said;
    }

    private static string PlaceOf(Finding finding) =>
        finding.Path.Length == 0 ? "" : finding.Path[1..].Replace('/', '.') + ": ";
}
