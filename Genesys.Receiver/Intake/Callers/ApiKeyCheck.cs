using System.Globalization;

namespace Genesys.Receiver.Intake.Callers;

/// <summary>Mode ApiKey: a header carries one of the configured keys.</summary>
public sealed class ApiKeyCheck(string headerName, IEnumerable<string> keys) : ICallerCheck
{
    private readonly (string Name, Secret Key)[] _keys =
        [.. keys.Select((key, i) => (string.Create(CultureInfo.InvariantCulture, $"key {i}"), new Secret(key)))];

    public string? Challenge => "ApiKey realm=\"genesys-receiver\"";

    public ValueTask<Caller> IdentifyAsync(IHeaderDictionary headers, CancellationToken cancellationToken) =>
        new(headers[headerName] is [{ Length: > 0 and <= 512 } shown] ? Identify(shown) : Caller.Refused);

    private Caller Identify(string shown)
    {
        Span<byte> hash = stackalloc byte[32];
        Secret.Hash(shown, hash);

        // All keys are compared whichever matches, so that the time says nothing about a key's place.
        string? found = null;
        foreach (var (name, key) in _keys)
        {
            found = key.Has(hash) ? name : found;
        }

        return found is null ? Caller.Refused : Caller.Known(found);
    }
}
