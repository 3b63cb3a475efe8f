using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Genesys.MockGenesys.Configuration;
using Genesys.MockGenesys.Determinism;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.OAuth;

/// <summary>
/// Every bearer token that was issued and when it ends. At most 10,000: beyond that the one that ends first is
/// forgotten.
/// </summary>
internal sealed class IssuedTokens(MonotonicClock clock, TimeProvider wallClock, IOptions<MockOptions> options)
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, IssuedToken> _tokens = new(StringComparer.Ordinal);
    // A token of one run is unknown in the next.
    private readonly long _run = wallClock.GetUtcNow().Ticks;
    private long _issued;

    /// <summary>Issues a token to a client whose credentials were found right.</summary>
    public string Issue(string clientId)
    {
        var number = Interlocked.Increment(ref _issued);
        var now = clock.Now;
        var token = Base64Url(
            SHA512.HashData(Encoding.UTF8.GetBytes($"{options.Value.Seed}/{_run}/{number}/{clientId}")));
        if (_tokens.Count >= Capacity)
        {
            _tokens.TryRemove(_tokens.MinBy(entry => entry.Value.EndsAt).Key, out _);
        }

        _tokens[token] = new IssuedToken(clientId, now + options.Value.TokenLifetime);
        return token;
    }

    /// <summary>The state of a token as a bearer shows it.</summary>
    public TokenState Judge(string? token, out string clientId)
    {
        clientId = "";
        if (string.IsNullOrEmpty(token))
        {
            return TokenState.Missing;
        }

        if (!_tokens.TryGetValue(token, out var issued))
        {
            return TokenState.Unknown;
        }

        clientId = issued.ClientId;
        return clock.Now < issued.EndsAt ? TokenState.Valid : TokenState.Expired;
    }

    /// <summary>
    /// Makes every token issued so far unknown, as disabling the client does. Returns how many there were.
    /// </summary>
    public int RevokeAll()
    {
        var count = _tokens.Count;
        _tokens.Clear();
        return count;
    }

    private static string Base64Url(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private sealed record IssuedToken(string ClientId, TimeSpan EndsAt);
}
