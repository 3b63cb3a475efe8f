using Genesys.MockGenesys.Consumer;
using Genesys.MockGenesys.PlatformApi;

namespace Genesys.MockGenesys.Faults;

internal static class FaultsExtensions
{
    public static void AddFaults(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<FaultPlan>();

    /// <summary>
    /// Draws a fault for every request to the API and login hosts, and to the consumers; the mock's own pages and
    /// API stay untouched.
    /// </summary>
    public static void UseFaults(this IApplicationBuilder app) =>
        app.UseWhen(
            context => PlatformApiExtensions.IsGenesysCloud(context.Request.Path)
                || (HttpMethods.IsPost(context.Request.Method) && ConsumerExtensions.IsConsumer(context.Request.Path)),
            branch => branch.UseMiddleware<FaultMiddleware>());

    /// <summary>The faults' own API: <c>GET</c>, <c>POST</c> and <c>DELETE /mock/faults</c>.</summary>
    public static void MapFaults(this IEndpointRouteBuilder routes)
    {
        var faults = routes.MapGroup("/mock/faults");
        faults.MapGet("", (FaultPlan plan) => plan.List());
        faults.MapPost("", Set);
        faults.MapDelete("", (FaultPlan plan) => plan.Clear());
        faults.MapDelete("/{id}", (string id, FaultPlan plan) => plan.Remove(id)
            ? Results.NoContent()
            : Results.Problem("GET /mock/faults lists those that are set.", statusCode: 404, title: "No such fault"));
    }

    private static IResult Set(Fault fault, FaultPlan plan)
    {
        var problems = fault.FindProblems().ToArray();
        if (problems.Length > 0)
        {
            return Results.Problem(string.Join(' ', problems), statusCode: 400, title: "This fault can't be set");
        }

        return plan.Add(fault) is { } set
            ? Results.Created($"/mock/faults/{Uri.EscapeDataString(set.Id)}", set)
            : Results.Problem(
                $"Delete a fault first: there are {FaultPlan.Capacity} already.", statusCode: 409,
                title: "Too many faults");
    }
}
