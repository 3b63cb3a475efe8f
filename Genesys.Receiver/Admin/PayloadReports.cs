using System.Text.Json;
using Genesys.Receiver.Validation;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>A verdict as the interface shows it.</summary>
internal static class PayloadReports
{
    public static Api.PayloadReport Of(BodyVerdict verdict) => verdict switch
    {
        BodyVerdict.One one => Of(one.Verdict),
        BodyVerdict.Many many => new Api.PayloadReport
        {
            Verdict = many.Verdicts.All(item => item is Verdict.Accepted)
                ? Api.PayloadVerdict.Accepted : Api.PayloadVerdict.Rejected,
            Items = [.. many.Verdicts.Select(Of)],
        },
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Every verdict is shown."),
    };

    public static Api.Drift Drift(Drift drift) => new()
    {
        Path = drift.Path,
        Kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(drift.Kind.ToString()),
        Value = drift.Value,
    };

    private static Api.PayloadReport Of(Verdict verdict) => verdict switch
    {
        Verdict.Accepted { Delivery: var delivery } => new Api.PayloadReport
        {
            Verdict = Api.PayloadVerdict.Accepted,
            Schema = delivery.Schema,
            Drift = [.. delivery.Drift.Select(Drift)],
        },
        Verdict.Rejected rejected => new Api.PayloadReport
        {
            Verdict = Api.PayloadVerdict.Rejected,
            Schema = rejected.Schema,
            ErrorCount = rejected.FindingCount,
            Errors =
            [
                .. rejected.Findings.Select(finding => new Api.Finding
                {
                    Path = finding.Path,
                    Code = finding.Code,
                    Message = finding.Message,
                    ByteOffset = finding.ByteOffset,
                }),
            ],
        },
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Every verdict is shown."),
    };
}
