using Genesys.Receiver.Intake;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using System.Reflection;

namespace Genesys.Receiver.Admin;

/// <summary>The routes under <c>/admin</c>.</summary>
internal static class AdminRoutes
{
    /// <summary>Maps them; none when no operator is configured, but in Development.</summary>
    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder routes)
    {
        if (!IsThere(routes.ServiceProvider))
        {
            return routes;
        }

        var admin = Group(routes);
        MapState(admin, routes.ServiceProvider);
        MapDeliveries(admin, routes.ServiceProvider.GetRequiredService<DeliveryEndpoints>());
        MapAnomalies(admin, routes.ServiceProvider.GetRequiredService<AnomalyEndpoints>());
        MapJobs(admin, routes.ServiceProvider.GetRequiredService<JobEndpoints>());
        MapReconciliation(admin, routes.ServiceProvider.GetRequiredService<ReconciliationEndpoints>());
        MapDestinations(admin, routes.ServiceProvider.GetRequiredService<DestinationEndpoints>());
        MapPayloads(admin, routes.ServiceProvider);
        return routes;
    }

    private static void MapState(RouteGroupBuilder admin, IServiceProvider services)
    {
        var state = services.GetRequiredService<StateEndpoints>();
        admin.MapGet("/me", StateEndpoints.Me).Describe("getOperator", "Whom the receiver takes the caller for.");
        admin.MapGet("/about", state.About).Describe("getInfo", "What the receiver is.");
        admin.MapGet("/counts", state.CountAsync)
            .Describe("getCounts", "What the journal holds, and how it goes around it.");
        admin.MapGet("/activity", state.ActivityAsync)
            .Describe("getActivity", "What happened minute by minute, oldest first.");
        admin.MapGet("/audit", state.AuditAsync)
            .Describe("getAudit", "What operators did, and read in clear, newest first.");
        var changes = services.GetRequiredService<ChangesEndpoint>();
        admin.MapGet("/changes", (RequestDelegate)changes.HandleAsync)
            .WithMetadata(
                ((Delegate)changes.HandleAsync).Method,
                QueryNames.None,
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), ["text/event-stream"]))
            .Describe(
                "watchChanges",
                "What changes, as server-sent events, each kind once a second at most: counts, failure, job, "
                + "genesysCloud, destination. "
                + "Last-Event-ID resumes it; reset says that something was missed. It ends after 15 minutes, and when "
                + "the receiver stops.");
    }

    private static void MapDeliveries(RouteGroupBuilder admin, DeliveryEndpoints deliveries)
    {
        admin.MapGet("/deliveries", deliveries.FindAsync)
            .Describe("findDeliveries", "Deliveries that fit, newest first.");
        admin.MapGet("/deliveries/{key:long}", deliveries.ShowAsync).MayMiss()
            .Describe(
                "findDelivery",
                "One delivery with every attempt, its hand-overs and its payload, masked unless clear is true.");
        admin.MapGet("/failures", deliveries.FailuresAsync)
            .Describe("getFailures", "Dead letters by what went wrong, most first.");
        admin.MapGet("/failures/{id}", deliveries.FailureAsync).MayMiss()
            .Describe(
                "findFailure",
                "A failure group with one of its deliveries, and the last one of the same topic that was finished.");
    }

    private static void MapAnomalies(RouteGroupBuilder admin, AnomalyEndpoints anomalies)
    {
        admin.MapGet("/anomalies", anomalies.FindAsync).Describe("findAnomalies", "Anomalies that fit, newest first.");
        admin.MapGet("/anomalies/{key:long}", anomalies.ShowAsync).MayMiss()
            .Describe("findAnomaly", "One anomaly with its masked payload.");
        admin.MapGet("/anomalies/groups", anomalies.GroupsAsync)
            .Describe("getAnomalyGroups", "Anomalies by type, path and code, most first.");
        admin.MapPost("/anomalies/replay", anomalies.ReplayAsync).TakesJson()
            .Describe("replayAnomalies", "Puts anomalies that were set aside back on their way to CloudWatch.");
        admin.MapPost("/anomalies/discard", anomalies.DiscardAsync).TakesJson()
            .Describe("discardAnomalies", "Removes anomalies that were set aside.");
    }

    private static void MapJobs(RouteGroupBuilder admin, JobEndpoints jobs)
    {
        admin.MapPost("/jobs", jobs.CreateAsync).TakesJson()
            .Describe(
                "createJob",
                "Creates a job that replays, discards or erases deliveries, or fetches conversations; with dryRun "
                    + "counts them and creates nothing.");
        admin.MapGet("/jobs", jobs.ListAsync).Describe("getJobs", "Jobs, newest first.");
        admin.MapGet("/jobs/{id:long}", jobs.ShowAsync).MayMiss().Describe("findJob", "One job with its progress.");
        admin.MapPost("/jobs/{id:long}/stop", jobs.StopAsync).MayMiss().TakesJson()
            .Describe("stopJob", "Stops a job: what is done stays done. The body is {}.");
    }

    private static void MapReconciliation(RouteGroupBuilder admin, ReconciliationEndpoints reconciliation)
    {
        admin.MapGet("/reconciliation", reconciliation.ListAsync)
            .Describe(
                "getReconciliation",
                "Windows of time whose conversations are compared with those that analytics names, newest first.");
        admin.MapGet("/reconciliation/{id:long}", reconciliation.ShowAsync).MayMiss()
            .Describe("findReconciliation", "One window with its conversations that were missing or incomplete.");
    }

    private static void MapDestinations(RouteGroupBuilder admin, DestinationEndpoints destinations)
    {
        admin.MapGet("/destinations", destinations.ListAsync)
            .Describe("getDestinations", "What events are handed on to, and how each stands.");
        admin.MapPost("/destinations/{name}/pause", destinations.PauseAsync).MayMiss().TakesJson()
            .Describe(
                "pauseDestination", "Hands nothing on to it until it is resumed, at every receiver of the journal.");
        admin.MapPost("/destinations/{name}/resume", destinations.ResumeAsync).MayMiss().TakesJson()
            .Describe("resumeDestination", "Ends a pause, an operator's or the receiver's own.");
        admin.MapPost("/destinations/{name}/test", destinations.TestAsync).MayMiss().TakesJson()
            .Describe("testDestination", "Sends it an event that says it is a test. The body is {}.");
        admin.MapPost("/destinations/{name}/discard", destinations.DiscardAsync).MayMiss().TakesJson()
            .Describe("discardWaiting", "Discards what waits for it.");
    }

    private static void MapPayloads(RouteGroupBuilder admin, IServiceProvider services)
    {
        var payloads = services.GetRequiredService<PayloadEndpoints>();
        admin.MapPost("/validate", payloads.ValidateAsync).TakesJson().WithMetadata(ReadersMayUse.Instance)
            .Describe(
                "validate", "What would be said of a payload, an event or an array of events. Nothing is recorded.");
        var schemas = services.GetRequiredService<SchemasEndpoint>();
        admin.MapGet("/schemas", (RequestDelegate)schemas.HandleAllAsync)
            .WithMetadata(
                ((Delegate)schemas.HandleAllAsync).Method,
                QueryNames.None,
                new ProducesResponseTypeMetadata(
                    StatusCodes.Status200OK, typeof(Client.SchemaList), ["application/json"]))
            .Describe("getSchemas", "The JSON Schemas of all generations and topics.");
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes)
    {
        var operators = routes.ServiceProvider.GetRequiredService<OperatorAuthenticator>();
        var requests = routes.ServiceProvider.GetRequiredService<AdminRequests>();
        var admin = routes.MapGroup(AdminHostExtensions.Path).WithTags("Admin")
            .WithMetadata(new AdmissionPolicy
            {
                Authenticator = operators,
                Kind = CallerKind.Operator,
                OnlyUnderOwnNames = operators.Challenge is null,
            })
            .Fails(StatusCodes.Status400BadRequest).Fails(StatusCodes.Status401Unauthorized)
            .Fails(StatusCodes.Status403Forbidden).Fails(StatusCodes.Status429TooManyRequests)
            .Fails(StatusCodes.Status503ServiceUnavailable);
        ((IEndpointConventionBuilder)admin).Finally(endpoint =>
        {
            // Routing would answer other content types itself, before the caller is known, and in its own words.
            endpoint.Metadata.OfType<IAcceptsMetadata>().ToList().ForEach(accepts => endpoint.Metadata.Remove(accepts));
            var route = endpoint.RequestDelegate!;
            var mayRead = endpoint.Metadata.OfType<ReadersMayUse>().Any();
            var names = endpoint.Metadata.OfType<QueryNames>().FirstOrDefault()
                ?? QueryNames.Of(
                    endpoint.Metadata.OfType<MethodInfo>().Last(),
                    [.. ((RouteEndpointBuilder)endpoint).RoutePattern.Parameters.Select(parameter => parameter.Name)]);
            endpoint.RequestDelegate = context => requests.HandleAsync(context, route, mayRead, names);
        });
        return admin;
    }

    private static TBuilder Fails<TBuilder>(this TBuilder route, int status)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(
            new ProducesResponseTypeMetadata(status, typeof(Client.ReceiverProblem), ["application/problem+json"]));

    private static RouteHandlerBuilder MayMiss(this RouteHandlerBuilder route) =>
        route.Fails(StatusCodes.Status404NotFound);

    private static RouteHandlerBuilder TakesJson(this RouteHandlerBuilder route) => route
        .Fails(StatusCodes.Status413PayloadTooLarge).Fails(StatusCodes.Status415UnsupportedMediaType);

    private static void Describe<TBuilder>(this TBuilder route, string name, string summary)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithName(name).WithSummary(summary).AddOpenApiOperationTransformer(AdminDescription.CompleteAsync);

    private static bool IsThere(IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<OperatorAuthenticator>().Challenge is not null
                || services.GetRequiredService<IHostEnvironment>().IsDevelopment();
        }
        catch (OptionsValidationException)
        {
            // The start reports it, together with everything else that is wrong.
            return false;
        }
    }

    /// <summary>The route acts on nothing, though its method could.</summary>
    private sealed class ReadersMayUse
    {
        public static readonly ReadersMayUse Instance = new();
    }
}
