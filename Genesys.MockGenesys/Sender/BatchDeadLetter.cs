using Genesys.MockGenesys.Events;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// A record of the bus of 2026 (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-retry.html). It
/// names the events of the batch by the bus's own ids and holds none of them.
/// </summary>
public sealed record BatchDeadLetter(
    string ErrorCode, string ErrorMessage, string? ExhaustedRetryCondition, int RetryAttempts)
    : DeadLetter(ErrorCode, ErrorMessage, ExhaustedRetryCondition, RetryAttempts)
{
    private const string Arn = "arn:aws:events:us-east-1:" + PartnerEnvelope.Account + ":";

    private IReadOnlyList<long> _numbers = [];

    public string Version => "1.0";

    public string BusArn => Arn + "event-busv2/local-stack/examplebusexamplebusexampl";

    public string SubscriberArn => Arn + "subscriber/genesys-receiver/examplesubscriberexamples";

    public string TargetArn => Arn + "api-destination/genesys-receiver/11111111-2222-3333-4444-555555555555";

    public required IReadOnlyList<FailedMessage> FailedMessages { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<long> Numbers => _numbers;

    internal static BatchDeadLetter Of(
        IReadOnlyList<LedgerEntry> entries,
        InvocationResult last,
        string message,
        RetryDecision decision,
        int attempts) =>
        new(CodeOf(last), message, decision.Condition, attempts - 1)
        {
            _numbers = [.. entries.Select(entry => entry.Number)],
            FailedMessages =
            [
                .. entries.Select(
                    entry => new FailedMessage(BusRecord.IdOf(entry.Event.Id), entry.PublishedAt, last.RequestId)),
            ],
        };

    // Whether a 429 is THROTTLING instead, and what a connection is that fails, isn't documented.
    private static string CodeOf(InvocationResult last) => last switch
    {
        { Failure: InvocationResult.TimedOut } => "EXECUTION_TIMEOUT",
        { Status: >= 400 and < 500 } => "CUSTOMER_VALIDATION",
        _ => "INVOCATION_DEPENDENCY_INTERNAL",
    };
}
