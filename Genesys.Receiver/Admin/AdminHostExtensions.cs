using System.Text.Json.Serialization;
using Genesys.Receiver.Client;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Intake.Authentication;

namespace Genesys.Receiver.Admin;

/// <summary>What operators ask and do, over HTTP.</summary>
internal static class AdminHostExtensions
{
    /// <summary>Where the routes are.</summary>
    public const string Path = "/admin";

    /// <summary>Adds what the routes need, and the work at jobs.</summary>
    public static IHostApplicationBuilder AddAdmin(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<AdminOptions, AdminOptionsValidator>(AdminOptions.Section);
        var services = builder.Services;
        services.AddSingleton<OperatorAuthenticator>();
        services.AddKeyedSingleton<IAuthenticator>(
            AdmissionPolicy.Operators, (provider, _) => provider.GetRequiredService<OperatorAuthenticator>());
        services.AddSingleton<AdminRequests>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<DeliveryViews>();
        services.AddSingleton<StateViews>();
        services.AddSingleton<DeliveryEndpoints>();
        services.AddSingleton<AnomalyEndpoints>();
        services.AddSingleton<StateEndpoints>();
        services.AddSingleton<PayloadEndpoints>();
        services.AddSingleton<JobSignal>();
        services.AddSingleton<JobEndpoints>();
        services.AddSingleton<ReconciliationEndpoints>();
        services.AddSingleton<WindowKeys>();
        services.AddSingleton<DestinationEndpoints>();
        services.AddSingleton<ChangeLog>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ChangesEndpoint>();
        services.AddHostedService<JobWorker>();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            // The contracts as the client reads them, and nothing that they don't know.
            var options = json.SerializerOptions;
            options.TypeInfoResolverChain.Insert(0, ReceiverJson.Default);
            options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            options.NumberHandling = JsonNumberHandling.Strict;
            options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.AllowDuplicateProperties = false;
            options.RespectNullableAnnotations = true;
        });
        return builder;
    }
}
