using System.Globalization;
using System.Security.Cryptography;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>A header carries one of the configured keys.</summary>
/// <param name="headerName">The header.</param>
/// <param name="keys">
/// The keys in clear, or their hashes, as <see cref="HashedSecret"/> reads them, and what each is called in
/// credentials.
/// </param>
/// <param name="realm">What the keys are for, in the challenge.</param>
internal sealed class ApiKeyAuthenticator(
    string headerName, IEnumerable<(string Name, string Key)> keys, string realm = "genesys-receiver") : IAuthenticator
{
    private readonly (string Name, HashedSecret Key)[] _keys =
        [.. keys.Select(key => (key.Name, new HashedSecret(key.Key)))];

    /// <summary>Keys that are called <c>key 0</c>, <c>key 1</c>, …</summary>
    public ApiKeyAuthenticator(string headerName, IEnumerable<string> keys)
        : this(headerName, keys.Select((key, i) => (string.Create(CultureInfo.InvariantCulture, $"key {i}"), key)))
    {
    }

    public string? Challenge { get; } = $"ApiKey realm=\"{realm}\"";

    public ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers, CancellationToken cancellationToken) =>
        new(headers[headerName] is [{ Length: > 0 and <= HashedSecret.MaxLength } shown]
            ? Identify(shown)
            : AuthenticationResult.Failed);

    private AuthenticationResult Identify(string shown)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HashedSecret.Hash(shown, hash);

        // All keys are compared whichever matches, so that the time says nothing about a key's place.
        string? found = null;
        foreach (var (name, key) in _keys)
        {
            found = key.Has(hash) ? name : found;
        }

        return found is null ? AuthenticationResult.Failed : AuthenticationResult.Succeeded(found);
    }
}
