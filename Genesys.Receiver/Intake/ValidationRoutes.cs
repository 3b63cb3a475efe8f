namespace Genesys.Receiver.Intake;

/// <summary>The routes with which an operator asks about schemas and payloads.</summary>
public static class ValidationRoutes
{
    /// <summary>Maps <c>POST /eventbridge/validate</c> and <c>GET /eventbridge/schemas</c>; needs <c>AddIntake</c>.</summary>
    public static void MapValidation(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var validate = ActivatorUtilities.CreateInstance<ValidateEndpoint>(services);
        var schemas = ActivatorUtilities.CreateInstance<SchemasEndpoint>(services);
        routes.MapPost(ValidateEndpoint.Path, (RequestDelegate)validate.HandleAsync)
            .TakesEvents(validate.HandleAsync, "Judges an event, or an array of events, and records nothing", 401, 408, 413, 415, 429);
        routes.MapGet(SchemasEndpoint.Path, (RequestDelegate)schemas.HandleAllAsync)
            .Answers(schemas.HandleAllAsync, "The JSON Schema of each generation and topic", 401);
        routes.MapGet(SchemasEndpoint.Path + "/{**name}", (RequestDelegate)schemas.HandleOneAsync)
            .Answers(schemas.HandleOneAsync, "One JSON Schema; ?topic= picks a topic's", 401, 404);
    }
}
