using System.Text.Json;
using System.Text.Json.Serialization;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Intake.Authentication;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Admin;

/// <summary>Reading and replaying the journal over HTTP, for operators.</summary>
internal static class AdminHostExtensions
{
    /// <summary>Where the routes are.</summary>
    public const string Path = "/admin";

    /// <summary>Adds what the routes need.</summary>
    public static IHostApplicationBuilder AddAdmin(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<AdminOptions, AdminOptionsValidator>(AdminOptions.Section);
        builder.Services.AddSingleton<OperatorAuthenticator>();
        builder.Services.AddKeyedSingleton<IAuthenticator>(
            AdmissionPolicy.Operators, (services, _) => services.GetRequiredService<OperatorAuthenticator>());
        builder.Services.AddSingleton<AdminRequests>();
        builder.Services.AddSingleton<AdminEndpoints>();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        return builder;
    }

    /// <summary>Maps the routes; none when no key is configured, but in Development.</summary>
    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder routes)
    {
        if (!IsThere(routes.ServiceProvider))
        {
            return routes;
        }

        var operators = routes.ServiceProvider.GetRequiredService<OperatorAuthenticator>();
        var requests = routes.ServiceProvider.GetRequiredService<AdminRequests>();
        var admin = routes.MapGroup(Path).WithTags("Admin")
            .WithMetadata(new AdmissionPolicy
            {
                Authenticator = operators,
                Kind = CallerKind.Operator,
                OnlyUnderOwnNames = operators.Challenge is null,
            })
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        ((IEndpointConventionBuilder)admin).Finally(endpoint =>
        {
            // Routing would answer other content types itself, before the caller is known, and in its own words.
            endpoint.Metadata.OfType<IAcceptsMetadata>().ToList().ForEach(accepts => endpoint.Metadata.Remove(accepts));
            var route = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => requests.HandleAsync(context, route);
        });
        var endpoints = routes.ServiceProvider.GetRequiredService<AdminEndpoints>();
        admin.MapGet("/counts", endpoints.CountAsync).WithSummary("What the journal holds.");
        admin.MapGet("/deliveries", endpoints.ListDeliveriesAsync).WithSummary("Deliveries of one state, newest first.");
        admin.MapGet("/deliveries/{key:long}", endpoints.ShowDeliveryAsync).WithSummary("One delivery with its whole history and its masked payload.");
        admin.MapPost("/deliveries/replay", endpoints.ReplayDeliveriesAsync).WithSummary("Puts dead letters back to be processed.");
        admin.MapPost("/deliveries/discard", endpoints.DiscardDeliveriesAsync).WithSummary("Ends dead letters with a reason; their payloads are removed.");
        admin.MapPost("/deliveries/replay/matching", endpoints.ReplayMatchingAsync).WithSummary("Puts the dead letters that fit the query back to be processed, up to 500 at a time.");
        admin.MapPost("/deliveries/discard/matching", endpoints.DiscardMatchingAsync).WithSummary("Ends the dead letters that fit the query with a reason, up to 500 at a time.");
        admin.MapGet("/anomalies", endpoints.ListAnomaliesAsync).WithSummary("Anomalies that wait for CloudWatch, or were set aside, newest first.");
        admin.MapGet("/anomalies/{key:long}", endpoints.ShowAnomalyAsync).WithSummary("One anomaly.");
        admin.MapPost("/anomalies/replay", endpoints.ReplayAnomaliesAsync).WithSummary("Puts anomalies that were set aside back on their way to CloudWatch.");
        admin.MapPost("/anomalies/discard", endpoints.DiscardAnomaliesAsync).WithSummary("Removes anomalies that were set aside.");
        return routes;
    }

    private static bool IsThere(IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<OperatorAuthenticator>().Challenge is not null || services.GetRequiredService<IHostEnvironment>().IsDevelopment();
        }
        catch (OptionsValidationException)
        {
            // The start reports it, together with everything else that is wrong.
            return false;
        }
    }
}
