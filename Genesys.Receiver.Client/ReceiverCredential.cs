using System.Net.Http.Headers;

namespace Genesys.Receiver.Client;

/// <summary>How a caller shows who it is.</summary>
public sealed class ReceiverCredential
{
    private readonly Action<HttpRequestHeaders> _add;

    private ReceiverCredential(Action<HttpRequestHeaders> add) => _add = add;

    /// <summary>An operator's key, in <c>X-Api-Key</c>.</summary>
    public static ReceiverCredential ApiKey(string key) =>
        new(headers => headers.TryAddWithoutValidation("X-Api-Key", key));

    /// <summary>An access token, as a bearer.</summary>
    public static ReceiverCredential Bearer(string token) =>
        new(headers => headers.TryAddWithoutValidation("Authorization", $"Bearer {token}"));

    internal void AddTo(HttpRequestHeaders headers) => _add(headers);
}
