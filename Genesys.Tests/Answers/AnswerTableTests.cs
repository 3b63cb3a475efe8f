using Genesys.Receiver.Answers;

namespace Genesys.Tests.Answers;

public class AnswerTableTests
{
    /// <summary>The statuses of the HTTP contract; what EventBridge does with each is in docs/operating.md.</summary>
    public static TheoryData<OutcomeKind, int, bool> Contract => new()
    {
        { OutcomeKind.Accepted, 200, false },
        { OutcomeKind.Duplicate, 200, false },
        { OutcomeKind.InFlight, 409, true },
        { OutcomeKind.Rejected, 400, false },
        { OutcomeKind.Unauthenticated, 401, false },
        { OutcomeKind.IssuerUnavailable, 503, true },
        { OutcomeKind.CrossSite, 403, false },
        { OutcomeKind.MethodNotAllowed, 405, false },
        { OutcomeKind.NotFound, 404, false },
        { OutcomeKind.TooSlow, 503, true },
        { OutcomeKind.TooLarge, 413, false },
        { OutcomeKind.UnsupportedMediaType, 415, false },
        { OutcomeKind.RateLimited, 429, true },
        { OutcomeKind.FailedAfterRetries, 503, true },
        { OutcomeKind.FailedPermanently, 422, false },
        { OutcomeKind.JournalFull, 503, true },
        { OutcomeKind.JournalUnavailable, 503, true },
        { OutcomeKind.Overloaded, 503, true },
        { OutcomeKind.Draining, 503, true },
        { OutcomeKind.BadRequest, 400, false },
        { OutcomeKind.InvalidRequest, 400, false },
        { OutcomeKind.InternalError, 500, false },
    };

    [Theory]
    [MemberData(nameof(Contract))]
    public void Outcome_HasItsStatusAndRetryAfter(OutcomeKind outcome, int status, bool retry)
    {
        var form = AnswerTable.For(outcome);

        Assert.Equal(status, form.Status);
        Assert.Equal(retry, form.Retry);
    }

    [Fact]
    public void EveryOutcome_IsInTheContract() =>
        Assert.Equal(Enum.GetValues<OutcomeKind>().Order(), Contract.Select(row => row.Data.Item1).Order());

    [Fact]
    public void EveryOutcome_HasAWordOfItsOwn() =>
        Assert.Distinct(Enum.GetValues<OutcomeKind>().Select(outcome => AnswerTable.For(outcome).Word));

    [Fact]
    public void EveryProblemOfTheTable_IsExplained() =>
        Assert.All(
            Enum.GetValues<OutcomeKind>().Select(outcome => AnswerTable.For(outcome).Problem).OfType<Problem>(),
            problem => Assert.Contains(problem, Problems.All));

    [Fact]
    public void WrongCredentials_Answer403_WhenSoConfigured() =>
        Assert.Equal(403, AnswerTable.For(OutcomeKind.Unauthenticated, rejectStatus: 403).Status);
}
