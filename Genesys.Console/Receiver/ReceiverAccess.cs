using Genesys.Receiver.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Genesys.Console.Receiver;

/// <summary>The receiver, asked in the name of the person whose request this is.</summary>
internal sealed class ReceiverAccess(
    IHttpClientFactory http, IHttpContextAccessor contexts, IOptions<ConsoleOptions> options)
{
    private ReceiverClient? _client;
    private Task<OperatorIdentity>? _person;

    /// <summary>The typed client with the person's access token; in Development, with the console's key.</summary>
    public async Task<ReceiverClient> GetClientAsync() => _client ??= new ReceiverClient(
        http.CreateClient(ReceiverExtensions.ForPersons), await GetCredentialAsync());

    /// <summary>Whom the receiver takes the person for; asked once a request.</summary>
    public Task<OperatorIdentity> GetPersonAsync(CancellationToken cancellationToken) =>
        _person ??= AskAsync(cancellationToken);

    private async Task<OperatorIdentity> AskAsync(CancellationToken cancellationToken) =>
        await (await GetClientAsync()).GetOperatorAsync(cancellationToken);

    private async Task<ReceiverCredential?> GetCredentialAsync()
    {
        if (options.Value.OpenIdConnect.Authority is null)
        {
            return options.Value.ApiKey is { Length: > 0 } key ? ReceiverCredential.ApiKey(key) : null;
        }

        // Never the console's own key: what a person does is that person's.
        var token = await contexts.HttpContext!.GetTokenAsync("access_token");
        return ReceiverCredential.Bearer(token ?? "");
    }
}
