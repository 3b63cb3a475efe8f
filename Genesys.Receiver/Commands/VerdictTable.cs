using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Commands;

/// <summary>Verdicts in columns, one line each, and under a rejected payload a line for each finding.</summary>
internal sealed class VerdictTable(TextWriter output, bool quiet)
{
    private const int NameWidth = 36;
    private const int VerdictWidth = 9;
    private const int PathWidth = 34;
    private const int CodeWidth = 19;

    private int _accepted;
    private int _rejected;

    public void Add(string name, BodyVerdict verdict)
    {
        switch (verdict)
        {
            case BodyVerdict.One one:
                Add(name, one.Verdict);
                break;
            case BodyVerdict.Many many:
                for (var index = 0; index < many.Verdicts.Count; index++)
                {
                    Add(FormattableString.Invariant($"{name}[{index}]"), many.Verdicts[index]);
                }

                break;
        }
    }

    /// <summary>Writes the totals.</summary>
    public void End() => output.WriteLine(FormattableString.Invariant($"{_accepted} accepted, {_rejected} rejected"));

    private void Add(string name, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Accepted { Delivery: var delivery }:
                _accepted++;
                if (!quiet)
                {
                    WriteRow(name, "accepted", delivery.Schema);
                    WriteDetails(
                    [
                        .. delivery.Drift.Select(
                            drift => (drift.Path, "drift", $"the schema doesn't know this {Noun(drift.Kind)}")),
                    ]);
                }

                break;
            case Verdict.Rejected rejected:
                _rejected++;
                WriteRow(name, "rejected", rejected.Schema ?? "-");
                WriteDetails([.. rejected.Findings.Select(finding => (
                    finding.Path.Length == 0 ? "(the whole)" : finding.Path,
                    finding.Code,
                    finding.ByteOffset is { } at
                        ? FormattableString.Invariant($"{finding.Message} (byte {at})")
                        : finding.Message))]);

                if (rejected.FindingCount > rejected.Findings.Count)
                {
                    output.WriteLine(
                        FormattableString.Invariant($"  and {rejected.FindingCount - rejected.Findings.Count} more"));
                }

                break;
        }
    }

    private void WriteRow(string name, string verdict, string schema) =>
        output.WriteLine($"{name.PadRight(NameWidth)} {verdict.PadRight(VerdictWidth)} {schema}");

    /// <summary>Paths go as deep as they go: their column is as wide as the longest of a payload.</summary>
    private void WriteDetails((string Path, string Code, string Message)[] details)
    {
        var width = details.Length == 0 ? 0 : Math.Max(PathWidth, details.Max(detail => detail.Path.Length));
        foreach (var (path, code, message) in details)
        {
            output.WriteLine($"  {path.PadRight(width)} {code.PadRight(CodeWidth)} {message}");
        }
    }

    private static string Noun(DriftKind kind) => kind switch
    {
        DriftKind.UnknownMember => "member",
        DriftKind.UnknownValue => "value",
        _ => "topic",
    };
}
