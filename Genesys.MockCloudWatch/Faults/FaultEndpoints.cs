using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Genesys.MockCloudWatch.Faults;

/// <summary>
/// The control API of the faults: <c>GET</c>, <c>POST</c> and <c>DELETE /_faults</c>, <c>DELETE /_faults/{id}</c>.
/// </summary>
internal static class FaultEndpoints
{
    public static void MapFaults(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_faults", (FaultList faults) => faults.All);
        routes.MapPost("/_faults", AddAsync);
        routes.MapDelete("/_faults", (FaultList faults) =>
        {
            faults.Clear();
            return TypedResults.NoContent();
        });
        routes.MapDelete("/_faults/{id:int}", Results<NoContent, NotFound> (int id, FaultList faults) =>
            faults.Remove(id) ? TypedResults.NoContent() : TypedResults.NotFound());
    }

    private static async Task<Results<Created<Fault>, ProblemHttpResult>> AddAsync(
        HttpRequest request, FaultList faults)
    {
        if (!request.HasJsonContentType())
        {
            return Refused("Send the fault as application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        Fault? fault;
        try
        {
            fault = await JsonSerializer.DeserializeAsync<Fault>(
                request.Body, JsonSerializerOptions.Web, request.HttpContext.RequestAborted);
        }
        catch (JsonException broken)
        {
            return Refused(
                $"The body is not a fault, see {broken.Path ?? "$"}. It is a JSON object with a kind, one of "
                + $"{string.Join(", ", Enum.GetNames<FaultKind>())}, and perhaps operation, containing, rate, count, "
                + "after, duration, delay, tooOldEnd, expiredEnd, tooNewStart.");
        }

        return Problem(fault) is { } problem ? Refused(problem)
            : faults.TryAdd(fault!) ? TypedResults.Created($"/_faults/{fault!.Id}", fault)
            : Refused("There are 100 faults already; delete some.", StatusCodes.Status409Conflict);
    }

    private static ProblemHttpResult Refused(string problem, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Problem(problem, statusCode: status);

    private static string? Problem(Fault? fault) => fault switch
    {
        null => "The body is null.",
        { Rate: < 0 or > 1 } => "rate must be between 0 and 1.",
        { Count: < 1 } => "count must be at least 1.",
        { After: < 0 } => "after must not be negative.",
        { Duration: { Ticks: <= 0 } or { TotalDays: > 1 } } =>
            "duration must be more than 00:00:00 and at most 1.00:00:00.",
        { Delay.Ticks: < 0 } or { Delay.TotalHours: > 1 } => "delay must be between 00:00:00 and 01:00:00.",
        _ => null,
    };
}
