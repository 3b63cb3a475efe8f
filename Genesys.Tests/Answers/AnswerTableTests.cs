using Genesys.Receiver.Answers;

namespace Genesys.Tests.Answers;

public class AnswerTableTests
{
    /// <summary>The statuses of the HTTP contract; what EventBridge does with each is in docs/operating.md.</summary>
    public static TheoryData<string, int, bool> Contract => new()
    {
        { nameof(OutcomeKind.Accepted), 200, false },
        { nameof(OutcomeKind.Duplicate), 200, false },
        { nameof(OutcomeKind.InFlight), 409, true },
        { nameof(OutcomeKind.Rejected), 400, false },
        { nameof(OutcomeKind.Unauthenticated), 401, false },
        { nameof(OutcomeKind.IssuerUnavailable), 503, true },
        { nameof(OutcomeKind.CrossSite), 403, false },
        { nameof(OutcomeKind.MethodNotAllowed), 405, false },
        { nameof(OutcomeKind.NotFound), 404, false },
        { nameof(OutcomeKind.TooSlow), 503, true },
        { nameof(OutcomeKind.TooLarge), 413, false },
        { nameof(OutcomeKind.UnsupportedMediaType), 415, false },
        { nameof(OutcomeKind.RateLimited), 429, true },
        { nameof(OutcomeKind.FailedAfterRetries), 503, true },
        { nameof(OutcomeKind.FailedPermanently), 422, false },
        { nameof(OutcomeKind.JournalFull), 503, true },
        { nameof(OutcomeKind.JournalUnavailable), 503, true },
        { nameof(OutcomeKind.Overloaded), 503, true },
        { nameof(OutcomeKind.Draining), 503, true },
        { nameof(OutcomeKind.BadRequest), 400, false },
        { nameof(OutcomeKind.InvalidRequest), 400, false },
        { nameof(OutcomeKind.NoSuchEntry), 404, false },
        { nameof(OutcomeKind.NotPermitted), 403, false },
        { nameof(OutcomeKind.InternalError), 500, false },
    };

    [Theory]
    [MemberData(nameof(Contract))]
    public void Outcome_HasItsStatusAndRetryAfter(string outcome, int status, bool retry)
    {
        var form = AnswerTable.For(Enum.Parse<OutcomeKind>(outcome));

        Assert.Equal(status, form.Status);
        Assert.Equal(retry, form.Retry);
    }

    [Fact]
    public void EveryOutcome_IsInTheContract() =>
        Assert.Equal(Enum.GetNames<OutcomeKind>().Order(), Contract.Select(row => row.Data.Item1).Order());

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
