using System.Security.Cryptography;
using Genesys.Receiver.Intake;

namespace Genesys.Receiver.Admin;

/// <summary>Lets in who shows one of the keys. All keys are compared, in constant time.</summary>
internal sealed class AdminKeyFilter(IEnumerable<string> keys) : IEndpointFilter
{
    private const string Header = "X-Api-Key";

    private readonly Secret[] _secrets = [.. keys.Select(key => new Secret(key))];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (_secrets.Length == 0 || IsKnown(context.HttpContext.Request.Headers[Header]))
        {
            return await next(context).ConfigureAwait(false);
        }

        context.HttpContext.Response.Headers.WWWAuthenticate = "ApiKey";
        return Results.Problem($"Show one of Admin:ApiKeys in {Header}.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private bool IsKnown(string? shown)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Secret.Hash(shown, hash);
        var known = false;
        foreach (var secret in _secrets)
        {
            known |= secret.Has(hash);
        }

        return known && shown is not null;
    }
}
