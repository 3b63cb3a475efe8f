namespace Genesys.Receiver.Admin;

/// <summary>Lets in who shows one of the keys; everyone when none is configured, which is so in Development alone.</summary>
internal sealed class AdminKeyFilter(AdminKeys keys) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!keys.IsRequired || keys.AreShownBy(context.HttpContext.Request))
        {
            return await next(context).ConfigureAwait(false);
        }

        context.HttpContext.Response.Headers.WWWAuthenticate = "ApiKey realm=\"genesys-receiver admin\"";
        return Results.Problem($"Show one of Admin:ApiKeys in {AdminKeys.Header}.", statusCode: StatusCodes.Status401Unauthorized);
    }
}
