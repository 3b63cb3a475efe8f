using Genesys.Receiver.Configuration;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Intake.Authentication;
using Genesys.Receiver.Intake.Bodies;
using Genesys.ServiceDefaults.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>Registers the intake and its routes.</summary>
internal static class IntakeHostExtensions
{
    /// <summary>Adds what the routes need.</summary>
    public static IHostApplicationBuilder AddIntake(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<IntakeOptions, IntakeOptionsValidator>(IntakeOptions.Section);
        var services = builder.Services;
        services.AddSingleton<RateLimits>();
        services.AddSingleton<BodyReader>();
        services.AddSingleton(provider => Budget(provider.GetRequiredService<IOptions<IntakeOptions>>().Value));
        services.AddSingleton<Admission>();
        services.AddSingleton<IAuthenticator, ReloadingAuthenticator>();
        services.AddSingleton(SenderPolicy);
        services.AddSingleton<AnswerWriter>();
        services.AddSingleton<AllowedSenders>();
        services.AddSingleton<AnomalyIntake>();
        services.AddSingleton<DeliveryIntake>();
        services.AddSingleton<SourceSilence>();
        services.TryAddSingleton<IntakeLoad>();
        services.AddHostedService(provider => provider.GetRequiredService<SourceSilence>());
        services.AddSingleton<SubscriptionEndpoint>();
        services.AddSingleton<ValidateEndpoint>();
        services.AddSingleton<SchemasEndpoint>();
        services.AddHostedService<AnonymousCallersWarning>();
        services.AddHostedService<UnreadableRequests>();
        services.AddHostedService<ConnectionNotice>();
        services.AddHostedService<WarmUp>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<IntakeOptions>>(Limit);
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, shutdown) =>
            host.ShutdownTimeout = shutdown.Value.Drain + TimeSpan.FromSeconds(3));
        return builder;
    }

    /// <summary>Maps the routes under <c>/eventbridge</c> and the explanations of problems.</summary>
    public static void MapIntake(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var senders = services.GetRequiredService<AdmissionPolicy>();
        var subscription = services.GetRequiredService<SubscriptionEndpoint>();
        routes.MapPost(SubscriptionEndpoint.Path, (RequestDelegate)subscription.HandleAsync)
            .WithMetadata(senders with { IsAppliedByEndpoint = true })
            .TakesEvents(
                subscription.HandleAsync, "Takes an event, or an array of events, from EventBridge",
                400, 401, 403, 409, 413, 415, 422, 429, 503);
        var validate = services.GetRequiredService<ValidateEndpoint>();
        routes.MapPost(ValidateEndpoint.Path, (RequestDelegate)validate.HandleAsync)
            .WithMetadata(senders)
            .TakesEvents(
                validate.HandleAsync, "Judges an event, or an array of events, and records nothing",
                401, 403, 413, 415, 429, 503);
        var schemas = services.GetRequiredService<SchemasEndpoint>();
        routes.MapGet(SchemasEndpoint.Path, (RequestDelegate)schemas.HandleAllAsync)
            .WithMetadata(senders)
            .Answers(schemas.HandleAllAsync, "The JSON Schema of each generation and topic", 401, 429, 503);
        routes.MapGet(SchemasEndpoint.Path + "/{**name}", (RequestDelegate)schemas.HandleOneAsync)
            .WithMetadata(senders)
            .Answers(schemas.HandleOneAsync, "One JSON Schema; ?topic= picks a topic's", 401, 404, 429, 503);
        routes.MapProblems();
    }

    private static void Limit(KestrelServerOptions kestrel, IOptions<IntakeOptions> options)
    {
        var limits = kestrel.Limits;
        var intake = options.Value;
        limits.MaxRequestHeadersTotalSize = intake.MaxHeaderBytes;
        limits.MaxRequestLineSize = Math.Min(ConnectionLimit.RequestLineBytes, intake.MaxHeaderBytes);
        limits.MaxRequestBufferSize = Math.Max(ConnectionLimit.UnreadBytes, intake.MaxHeaderBytes);
        limits.MaxRequestBodySize = intake.MaxBodyBytes;
        limits.MinRequestBodyDataRate = new MinDataRate(intake.MinBodyBytesPerSecond, TimeSpan.FromSeconds(5));
        limits.MaxConcurrentConnections = ConnectionLimit.Within(intake.MaxConnections, ConnectionLimit.OpenFiles());
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    // Room for four of the longest bodies at least, whatever is set: none could ever be read otherwise.
    private static BodyBudget Budget(IntakeOptions options) =>
        new(Math.Max(options.MaxBodyBytesInFlight, 4L * options.MaxBodyBytes));

    private static AdmissionPolicy SenderPolicy(IServiceProvider provider) => new()
    {
        Authenticator = provider.GetRequiredService<IAuthenticator>(),
        Kind = CallerKind.Sender,
        RejectStatus = provider.GetRequiredService<IOptions<IntakeOptions>>().Value.Auth.RejectStatus,
    };
}
