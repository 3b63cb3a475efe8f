using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake;

namespace Genesys.Receiver.Admin;

/// <summary>A route's answer that is a problem.</summary>
/// <param name="kind">The problem.</param>
/// <param name="detail">A sentence for this case, which quotes nothing.</param>
internal sealed class ProblemAnswer(OutcomeKind kind, string detail) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => httpContext.RequestServices.GetRequiredService<AnswerWriter>()
        .WriteAsync(httpContext, new Outcome(kind, Details: detail)).AsTask();
}
