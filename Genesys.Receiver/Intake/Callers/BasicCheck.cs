using System.Security.Cryptography;
using System.Text;

namespace Genesys.Receiver.Intake.Callers;

/// <summary>Mode Basic: user and password (RFC 7617).</summary>
public sealed class BasicCheck(IEnumerable<BasicUser> users) : ICallerCheck
{
    private const string Scheme = "Basic ";

    private readonly (string Name, byte[] NameHash, Secret Password)[] _users =
        [.. users.Select(user => (user.Name, SHA256.HashData(Encoding.UTF8.GetBytes(user.Name)), new Secret(user.Password)))];

    public string? Challenge => "Basic realm=\"genesys-receiver\", charset=\"UTF-8\"";

    public ValueTask<Caller> IdentifyAsync(IHeaderDictionary headers, CancellationToken cancellationToken) =>
        new(headers.Authorization is [{ Length: <= 2048 } shown] && shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? Identify(shown.AsSpan(Scheme.Length).Trim())
            : Caller.Refused);

    private static Caller Named(string? user) => user is null ? Caller.Refused : Caller.Known(user);

    private Caller Identify(ReadOnlySpan<char> encoded)
    {
        Span<byte> decoded = stackalloc byte[2048];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length))
        {
            return Caller.Refused;
        }

        var colon = decoded[..length].IndexOf((byte)':');
        if (colon < 0)
        {
            return Caller.Refused;
        }

        Span<byte> name = stackalloc byte[32];
        Span<byte> password = stackalloc byte[32];
        SHA256.HashData(decoded[..colon], name);
        SHA256.HashData(decoded[(colon + 1)..length], password);

        string? found = null;
        foreach (var user in _users)
        {
            var matches = CryptographicOperations.FixedTimeEquals(user.NameHash, name) & user.Password.Has(password);
            found = matches ? user.Name : found;
        }

        return Named(found);
    }
}
