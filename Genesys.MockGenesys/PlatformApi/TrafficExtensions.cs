namespace Genesys.MockGenesys.PlatformApi;

internal static class TrafficExtensions
{
    private const int SecondsShown = 120;

    /// <summary>The API's load and limit: <c>GET /mock/traffic</c>, <c>PUT /mock/limit</c>.</summary>
    public static void MapTraffic(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mock/traffic", (ApiTraffic traffic, RequestWindows windows, int? seconds) => new
        {
            windows.RequestsPerMinute,
            Seconds = traffic.Latest(seconds ?? SecondsShown),
        });
        routes.MapPut("/mock/limit", (Limit limit, RequestWindows windows) =>
        {
            if (limit.RequestsPerMinute is < 1 or > RequestWindows.MostPerMinute)
            {
                return Results.Problem(
                    $"Set requestsPerMinute to a number from 1 to {RequestWindows.MostPerMinute}.", statusCode: 400,
                    title: "This limit can't be set");
            }

            windows.RequestsPerMinute = limit.RequestsPerMinute;
            return Results.Ok(limit);
        });
    }

    private sealed record Limit(int RequestsPerMinute);
}
