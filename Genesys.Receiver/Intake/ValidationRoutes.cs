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
        routes.MapPost(ValidateEndpoint.Path, (RequestDelegate)validate.HandleAsync);
        routes.MapGet(SchemasEndpoint.Path, (RequestDelegate)schemas.HandleAllAsync);
        routes.MapGet(SchemasEndpoint.Path + "/{**name}", (RequestDelegate)schemas.HandleOneAsync);
    }
}
