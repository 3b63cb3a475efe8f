using Genesys.Receiver.Answers;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake.Callers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>Registers the door and its routes.</summary>
public static class IntakeRegistration
{
    /// <summary>Adds what <c>POST /eventbridge/subscription</c> needs.</summary>
    public static IHostApplicationBuilder AddIntake(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<IntakeOptions, IntakeOptionsValidator>(IntakeOptions.SectionName);
        builder.AddValidatedOptions<ShutdownOptions>(ShutdownOptions.SectionName);
        var services = builder.Services;
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddSingleton<RateLimits>();
        services.AddSingleton<BodyReader>();
        services.AddSingleton(provider => Budget(provider.GetRequiredService<IOptions<IntakeOptions>>().Value));
        services.AddSingleton<Door>();
        services.AddSingleton<SenderRules>();
        services.AddSingleton<AnomalyIntake>();
        services.AddSingleton<DeliveryIntake>();
        services.AddSingleton<SubscriptionEndpoint>();
        services.AddSingleton(CallerCheck);
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<IntakeOptions>>().Value;
            return new AnswerWriter(options.Auth.RejectStatus, provider.GetRequiredService<ICallerCheck>().Challenge, options.RetryAfter);
        });
        services.AddHostedService<OpenDoorWarning>();
        services.AddHostedService<UnreadableRequests>();
        services.AddHealthChecks().AddCheck<DrainHealthCheck>("intake");
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<IntakeOptions>>(Limit);
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, shutdown) =>
            host.ShutdownTimeout = shutdown.Value.Drain + TimeSpan.FromSeconds(3));
        return builder;
    }

    /// <summary>Maps the subscription's route and the explanations of problems.</summary>
    public static void MapIntake(this IEndpointRouteBuilder routes)
    {
        var endpoint = routes.ServiceProvider.GetRequiredService<SubscriptionEndpoint>();
        routes.MapPost(SubscriptionEndpoint.Path, (RequestDelegate)endpoint.HandleAsync)
            .TakesEvents(endpoint.HandleAsync, "Takes an event, or an array of events, from EventBridge", 400, 401, 408, 409, 413, 415, 422, 429, 503);
        routes.MapProblems();
    }

    private static void Limit(KestrelServerOptions kestrel, IOptions<IntakeOptions> options)
    {
        var limits = kestrel.Limits;
        var intake = options.Value;
        limits.MaxRequestHeadersTotalSize = intake.MaxHeaderBytes;
        limits.MaxRequestLineSize = Math.Min(limits.MaxRequestLineSize, intake.MaxHeaderBytes);

        // What a connection may hold unread; Kestrel's own 1 MiB would be 20 GB for 20,000 connections.
        limits.MaxRequestBufferSize = Math.Max(64 * 1024, intake.MaxHeaderBytes);
        limits.MaxRequestBodySize = intake.MaxBodyBytes;
        limits.MinRequestBodyDataRate = new MinDataRate(intake.MinBodyBytesPerSecond, TimeSpan.FromSeconds(5));
        limits.MaxConcurrentConnections = intake.MaxConnections == 0 ? null : intake.MaxConnections;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    // Room for four of the longest bodies at least, whatever is set: none could ever be read otherwise.
    private static BodyBudget Budget(IntakeOptions options) => new(Math.Max(options.MaxBodyBytesInFlight, 4L * options.MaxBodyBytes));

    private static ICallerCheck CallerCheck(IServiceProvider provider) => new CurrentCallers(
        provider.GetRequiredService<IOptionsMonitor<IntakeOptions>>(),
        auth => auth.Mode switch
        {
            CallerAuthMode.ApiKey => new ApiKeyCheck(auth.HeaderName, auth.ApiKeys),
            CallerAuthMode.Basic => new BasicCheck(auth.Users),
            CallerAuthMode.Jwt => new JwtCheck(
                auth.Jwt,
                new HttpClient { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1 << 20 },
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<JwtCheck>>()),
            _ => new AnyCaller(),
        });
}
