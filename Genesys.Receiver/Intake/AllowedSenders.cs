using Genesys.Receiver.Intake.Authentication;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>
/// The allow-lists of accounts and sources: an event from elsewhere is rejected with a finding, and so with an anomaly.
/// They can be changed while the service runs.
/// </summary>
internal sealed class AllowedSenders : IDisposable
{
    private readonly IDisposable? _changes;
    private volatile Lists _lists;

    public AllowedSenders(IOptionsMonitor<IntakeOptions> options)
    {
        _lists = Lists.Of(options.CurrentValue.Auth);
        _changes = options.OnChange(changed => _lists = Lists.Of(changed.Auth));
    }

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

        var lists = _lists;
        var account = IsAllowed(lists.Accounts, delivery.Account);
        var source = IsAllowed(lists.Sources, delivery.Source);
        return account && source ? verdict : Reject(delivery, account, source);
    }

    public void Dispose() => _changes?.Dispose();

    private static bool IsAllowed(HashSet<string> list, string name) => list.Count == 0 || list.Contains(name);

    private static Verdict.Rejected Reject(Delivery delivery, bool account, bool source)
    {
        List<Finding> findings = [];
        if (!source)
        {
            findings.Add(
                new Finding("/source", FindingCodes.NotAllowed, "is not a source that this service takes events from"));
        }

        if (!account)
        {
            findings.Add(new Finding(
                "/account", FindingCodes.NotAllowed, "is not an account that this service takes events from"));
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

    private sealed record Lists(HashSet<string> Accounts, HashSet<string> Sources)
    {
        public static Lists Of(AuthenticationOptions auth) => new([.. auth.AllowedAccounts], [.. auth.AllowedSources]);
    }
}
