using System.Collections.Concurrent;
using Genesys.MockGenesys.Configuration;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.OAuth;

/// <summary>
/// Which client has which secret: the configured one alone or, when none is configured, whichever comes, with the first
/// secret that it shows. At most 10,000 clients; another one is unknown.
/// </summary>
internal sealed class ClientRegistry(IOptions<MockOptions> options)
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.Ordinal);

    public CredentialsState Judge(string clientId, string clientSecret)
    {
        if (clientId.Length == 0 || clientSecret.Length == 0)
        {
            return CredentialsState.UnknownClient;
        }

        string? secret;
        if (options.Value.ClientId.Length > 0)
        {
            secret = options.Value.ClientId == clientId ? options.Value.ClientSecret : null;
        }
        else if (_secrets.Count < Capacity)
        {
            secret = _secrets.GetOrAdd(clientId, clientSecret);
        }
        else
        {
            secret = _secrets.GetValueOrDefault(clientId);
        }

        return secret is null ? CredentialsState.UnknownClient
            : secret == clientSecret ? CredentialsState.Right
            : CredentialsState.WrongSecret;
    }
}
