using Genesys.Receiver.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Genesys.Console.Receiver;

/// <summary>The receiver, asked in the name of the person whose request this is.</summary>
internal sealed class ReceiverAccess(
    IHttpClientFactory http, IHttpContextAccessor contexts, IOptions<ConsoleOptions> options, KnownReaders readers,
    ReceiverNews news)
{
    private ReceiverClient? _client;
    private Task<OperatorIdentity>? _person;

    /// <summary>
    /// Whether the receiver lets the person read, once it was asked; when it couldn't say, whether it did within the
    /// last hour.
    /// </summary>
    public bool MayRead { get; private set; }

    private bool IsByToken => options.Value.OpenIdConnect.Authority is not null;

    /// <summary>The typed client with the person's access token; in Development, with the console's key.</summary>
    public async Task<ReceiverClient> GetClientAsync() => _client ??= new ReceiverClient(
        http.CreateClient(ReceiverExtensions.ForPersons), CredentialOf(await GetSecretAsync()));

    /// <summary>Whom the receiver takes the person for; asked once a request.</summary>
    public Task<OperatorIdentity> GetPersonAsync(CancellationToken cancellationToken) =>
        _person ??= AskAsync(cancellationToken);

    private async Task<OperatorIdentity> AskAsync(CancellationToken cancellationToken)
    {
        var client = await GetClientAsync();
        var secret = await GetSecretAsync();
        try
        {
            var person = await client.GetOperatorAsync(cancellationToken);
            readers.Add(secret);
            news.Answered();
            MayRead = true;
            return person;
        }
        catch (Exception exception) when (Trouble.Of(exception) is { } trouble)
        {
            if (trouble.IsNotPermitted)
            {
                readers.Remove(secret);
                news.Answered();
            }
            else if (!cancellationToken.IsCancellationRequested)
            {
                news.Failed(trouble);
            }

            MayRead = readers.Contains(secret);
            throw;
        }
    }

    // Never the console's own key: what a person does is that person's.
    private async Task<string> GetSecretAsync() =>
        (IsByToken ? await contexts.HttpContext!.GetTokenAsync("access_token") : options.Value.ApiKey) ?? "";

    private ReceiverCredential? CredentialOf(string secret) => IsByToken ? ReceiverCredential.Bearer(secret)
        : secret.Length > 0 ? ReceiverCredential.ApiKey(secret) : null;
}
