using System.Security.Cryptography;
using System.Text;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>User and password (RFC 7617).</summary>
internal sealed class BasicAuthenticator(IEnumerable<BasicUser> users) : IAuthenticator
{
    private const string Scheme = "Basic ";

    // What a caller may make the service decode.
    private const int MaxLength = 2048;

    private readonly (string Name, byte[] NameHash, HashedSecret Password)[] _users =
        [.. users.Select(
            user => (user.Name, SHA256.HashData(Encoding.UTF8.GetBytes(user.Name)), new HashedSecret(user.Password)))];

    public string? Challenge => "Basic realm=\"genesys-receiver\", charset=\"UTF-8\"";

    public ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers, CancellationToken cancellationToken) =>
        new(headers.Authorization is [{ Length: <= MaxLength } shown]
            && shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? Identify(shown.AsSpan(Scheme.Length).Trim())
            : AuthenticationResult.Failed);

    private AuthenticationResult Identify(ReadOnlySpan<char> encoded)
    {
        Span<byte> decoded = stackalloc byte[MaxLength];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length)
            || decoded[..length].IndexOf((byte)':') is not (>= 0 and var colon))
        {
            return AuthenticationResult.Failed;
        }

        Span<byte> name = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> password = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(decoded[..colon], name);
        SHA256.HashData(decoded[(colon + 1)..length], password);

        // All users are compared whichever matches, so that the time says nothing about a user's place.
        string? found = null;
        foreach (var user in _users)
        {
            var matches = CryptographicOperations.FixedTimeEquals(user.NameHash, name) & user.Password.Has(password);
            found = matches ? user.Name : found;
        }

        return found is null ? AuthenticationResult.Failed : AuthenticationResult.Succeeded(found);
    }
}
