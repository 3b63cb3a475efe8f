using Genesys.ServiceDefaults;
using Microsoft.Extensions.Http.Resilience;

namespace Genesys.Console.Receiver;

/// <summary>How the receiver is reached.</summary>
internal static class ReceiverExtensions
{
    /// <summary>The HTTP client for what a person asks and does.</summary>
    public const string ForPersons = "receiver";

    /// <summary>The HTTP client of the stream of changes: no time-out, and whoever reads it connects again.</summary>
    public const string ForChanges = "receiver-changes";

    private const int MostConnections = 16;

    public static void AddReceiver(this IServiceCollection services, ConsoleOptions options)
    {
        services.AddHttpContextAccessor();
        services.AddHttpClient(ForPersons, http =>
        {
            http.BaseAddress = options.Receiver;
            http.MaxResponseContentBufferSize = 32 << 20;
        })
            // Many pages that open at once wait for one another, and don't cost the receiver a connection each.
            .ConfigurePrimaryHttpMessageHandler(
                () => Handler(MostConnections))
            .AddStandardResilience()
            // Of the whole answer, and after resilience, which waits for an answer's beginning alone and sets none.
            .ConfigureHttpClient(http => http.Timeout = (options.Timeout * 2) + TimeSpan.FromSeconds(2));
        services.Configure<HttpStandardResilienceOptions>(ForPersons + "-standard", resilience =>
        {
            // A person waits: once more at once, then the page says that the receiver is away.
            resilience.Retry.MaxRetryAttempts = 1;
            resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);
            resilience.Retry.ShouldRetryAfterHeader = false;
            resilience.AttemptTimeout.Timeout = options.Timeout;
            resilience.TotalRequestTimeout.Timeout = (options.Timeout * 2) + TimeSpan.FromSeconds(1);
            resilience.CircuitBreaker.SamplingDuration =
                TimeSpan.FromSeconds(Math.Max(30, options.Timeout.TotalSeconds * 2));
        });
        services.AddHttpClient(ForChanges, http =>
        {
            http.BaseAddress = options.Receiver;
            http.Timeout = System.Threading.Timeout.InfiniteTimeSpan;
        }).ConfigurePrimaryHttpMessageHandler(() => Handler(connections: 1));
        services.AddSingleton<KnownReaders>();
        services.AddSingleton<ReceiverNews>();
        services.AddScoped<ReceiverAccess>();
        services.AddSingleton<ChangeStream>();
        services.AddHostedService(all => all.GetRequiredService<ChangeStream>());
    }

    /// <summary>
    /// A page that begins as an error isn't waited for by Blazor: who the person is has to be known before it.
    /// </summary>
    public static void UsePersonOfErrorPages(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest
            && context.User.Identity?.IsAuthenticated == true)
        {
            var receiver = context.RequestServices.GetRequiredService<ReceiverAccess>();
            await Task.WhenAny(receiver.GetPersonAsync(context.RequestAborted)); // the layout looks how it ended
        }

        await next(context);
    });

    // A key goes to the receiver alone, wherever an answer leads, and no answer's cookie goes with another's request.
    private static SocketsHttpHandler Handler(int connections) => new()
    {
        MaxConnectionsPerServer = connections,
        AllowAutoRedirect = false,
        UseCookies = false,
    };
}
