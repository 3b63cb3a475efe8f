using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>The allow-lists of accounts and sources: an event from elsewhere is rejected with a finding, and so with an anomaly.</summary>
public sealed class SenderRules(IOptions<IntakeOptions> options)
{
    private readonly HashSet<string> _accounts = [.. options.Value.Auth.AllowedAccounts];
    private readonly HashSet<string> _sources = [.. options.Value.Auth.AllowedSources];

    /// <summary>A body's verdicts, each itself or its rejection.</summary>
    public BodyVerdict Judge(BodyVerdict body) => body switch
    {
        BodyVerdict.One one => new BodyVerdict.One(Judge(one.Verdict)),
        BodyVerdict.Many many => new BodyVerdict.Many([.. many.Verdicts.Select(Judge)]),
        _ => throw new ArgumentOutOfRangeException(nameof(body), body, "A body is one event or many."),
    };

    /// <summary>The verdict itself, or its rejection.</summary>
    public Verdict Judge(Verdict verdict)
    {
        if (verdict is not Verdict.Accepted { Delivery: var delivery })
        {
            return verdict;
        }

        var account = _accounts.Count == 0 || _accounts.Contains(delivery.Account);
        var source = _sources.Count == 0 || _sources.Contains(delivery.Source);
        return account && source ? verdict : Reject(delivery, account, source);
    }

    private static Verdict.Rejected Reject(Delivery delivery, bool account, bool source)
    {
        List<Finding> findings = [];
        if (!source)
        {
            findings.Add(new Finding("/source", FindingCodes.NotAllowed, "is not a source that this service takes events from"));
        }

        if (!account)
        {
            findings.Add(new Finding("/account", FindingCodes.NotAllowed, "is not an account that this service takes events from"));
        }

        return new Verdict.Rejected
        {
            Findings = findings,
            FindingCount = findings.Count,
            IsMalformed = false,
            Schema = delivery.Schema,
            EventId = delivery.EventId,
            Source = delivery.Source,
            Payload = delivery.Payload,
        };
    }
}
