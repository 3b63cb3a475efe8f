using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>
/// The id that a request's answer carries as <c>ININ-Correlation-Id</c> and, when it is an error, as <c>contextId</c>.
/// </summary>
internal sealed class Correlation(RandomStreams streams, TimeProvider clock)
{
    public const string HeaderName = "ININ-Correlation-Id";

    private readonly Lock _gate = new();
    private readonly Random _random = streams.Create("correlation");

    public static string IdOf(HttpContext context) => context.Response.Headers[HeaderName].ToString();

    public void Begin(HttpContext context)
    {
        lock (_gate)
        {
            context.Response.Headers[HeaderName] = SeededIds.Next(_random, clock.GetUtcNow());
        }
    }
}
