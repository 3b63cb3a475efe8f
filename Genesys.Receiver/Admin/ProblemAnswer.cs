using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake;

namespace Genesys.Receiver.Admin;

/// <summary>A route's answer that is a problem.</summary>
/// <param name="kind">The problem.</param>
/// <param name="detail">A sentence for this case, which quotes nothing.</param>
internal sealed class ProblemAnswer(OutcomeKind kind, string detail) : IResult
{
    public static ProblemAnswer Invalid(string detail) => new(OutcomeKind.InvalidRequest, detail);

    public static ProblemAnswer NotPermitted(string detail) => new(OutcomeKind.NotPermitted, detail);

    public static ProblemAnswer NoSuch(string what) =>
        new(OutcomeKind.NoSuchEntry, $"There is no such {what}, or no longer.");

    public Task ExecuteAsync(HttpContext httpContext) => httpContext.RequestServices.GetRequiredService<AnswerWriter>()
        .WriteAsync(httpContext, new Outcome(kind, Details: detail)).AsTask();
}
