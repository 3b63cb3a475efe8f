using System.Security.Cryptography;
using Genesys.Receiver.Intake;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Admin;

/// <summary>The operators' keys that are valid now: they can be rotated while the service runs.</summary>
public sealed class AdminKeys : IDisposable
{
    /// <summary>Header that carries a key.</summary>
    public const string Header = "X-Api-Key";

    // What a caller may make the service hash.
    private const int MaxLength = 512;

    private readonly IDisposable? _changes;
    private volatile Secret[] _secrets;

    public AdminKeys(IOptionsMonitor<AdminOptions> options)
    {
        _secrets = Of(options.CurrentValue);
        IsRequired = _secrets.Length > 0;
        _changes = options.OnChange(changed => _secrets = Of(changed));
    }

    /// <summary>Whether a key was configured at start. It stays required even if the last one is taken away: then nobody is let in.</summary>
    public bool IsRequired { get; }

    /// <summary>Whether a request shows one of the keys. All are compared, in constant time.</summary>
    public bool AreShownBy(HttpRequest request)
    {
        if (request.Headers[Header] is not [{ Length: > 0 and <= MaxLength } shown])
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Secret.Hash(shown, hash);
        var known = false;
        foreach (var secret in _secrets)
        {
            known |= secret.Has(hash);
        }

        return known;
    }

    public void Dispose() => _changes?.Dispose();

    private static Secret[] Of(AdminOptions options) => [.. options.ApiKeys.Select(key => new Secret(key))];
}
