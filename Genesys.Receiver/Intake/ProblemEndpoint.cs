using Genesys.Receiver.Answers;

namespace Genesys.Receiver.Intake;

/// <summary>Explains each problem at the path that its <c>type</c> names.</summary>
internal static class ProblemEndpoint
{
    /// <summary>Maps <c>GET /problems/{name}</c>.</summary>
    public static void MapProblems(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Problem.BasePath + "{name}", (string name) =>
                Problems.All.FirstOrDefault(problem => problem.Name == name) is { } problem
                    ? Results.Text($"{problem.Title}\n\n{problem.Detail}\n")
                    : Results.NotFound())
            .ExcludeFromDescription();
}
