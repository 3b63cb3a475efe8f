using System.Text.Json;
using Genesys.Receiver.Telemetry;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>
/// An issuer's signing keys: fetched once for all who ask, kept, fetched again every 12 h, and when a token's signature
/// fits none of them (rotation), at most every 30 s. What is known stays in force while the issuer is away, or
/// publishes no key.
/// </summary>
internal sealed partial class IssuerKeys(
    JwtOptions options, HttpClient http, TimeProvider time, ILogger logger, string section)
{
    // An API destination hangs up after 5 s
    // (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html): an answer that says "later"
    // must come before that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseWithoutKeys = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseWithKeys = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(12);

    private readonly Lock _lock = new();
    private volatile IReadOnlyList<SecurityKey>? _keys;
    private Task<bool>? _fetch;
    private long? _firstAskedAt;
    private long? _refreshedAt;
    private long _obtainedAt;

    /// <summary>
    /// The keys by which to judge a token; null when there are none yet. Waits at most 2 s for the first ones, with
    /// everyone else who does.
    /// </summary>
    public async ValueTask<IReadOnlyList<SecurityKey>?> GetAsync(CancellationToken cancellationToken)
    {
        if (_keys is { } known)
        {
            if (time.GetElapsedTime(Volatile.Read(ref _obtainedAt)) >= LongestLife)
            {
                // Nobody waits for it: what is known is in force.
                _ = TryFetch(ref _refreshedAt, PauseWithKeys);
            }

            return known;
        }

        await WaitAsync(TryFetch(ref _firstAskedAt, PauseWithoutKeys), cancellationToken);
        return _keys;
    }

    /// <summary>Fetches the keys again, since a token's signature fits none of them.</summary>
    /// <returns>What the issuer has now; null when it was asked so less than 30 s ago, or doesn't answer.</returns>
    public async ValueTask<IReadOnlyList<SecurityKey>?> RefreshAsync(CancellationToken cancellationToken) =>
        await WaitAsync(TryFetch(ref _refreshedAt, PauseWithKeys), cancellationToken) ? _keys : null;

    private async ValueTask<bool> WaitAsync(Task<bool>? fetch, CancellationToken cancellationToken)
    {
        try
        {
            return fetch is not null && await fetch.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>
    /// The fetch that is under way, or a new one unless the last of its kind began so short a time ago; else null.
    /// </summary>
    private Task<bool>? TryFetch(ref long? last, TimeSpan pause)
    {
        lock (_lock)
        {
            if (_fetch is { IsCompleted: false })
            {
                return _fetch;
            }

            if (last is { } at && time.GetElapsedTime(at) < pause)
            {
                return null;
            }

            last = time.GetTimestamp();
            return _fetch = FetchAsync();
        }
    }

    private async Task<bool> FetchAsync()
    {
        try
        {
            // The lock is left before anything is sent.
            await Task.Yield();
            var keys = new JsonWebKeySet(await http.GetStringAsync(await GetAddressAsync())).GetSigningKeys();
            if (keys.Count > 0)
            {
                _keys = [.. keys];
                Volatile.Write(ref _obtainedAt, time.GetTimestamp());
                return true;
            }

            Log.NoKeys(logger, section);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A message may quote the document; the innermost type tells a refused connection from a broken document.
            Log.KeysUnknown(
                logger, ConnectionFailure.Find(exception) ?? exception.GetBaseException().GetType().Name, section);
        }

        return false;
    }

    private async ValueTask<Uri> GetAddressAsync()
    {
        if (options.JwksUri is { } jwks)
        {
            return jwks;
        }

        var authority = options.Authority!;
        using var metadata = JsonDocument.Parse(
            await http.GetStringAsync(
                new Uri(authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration")));
        var address = new Uri(metadata.RootElement.GetProperty("jwks_uri").GetString()!, UriKind.Absolute);

        // An issuer that is reached by https must not name keys that are reached without it.
        return address.Scheme == Uri.UriSchemeHttps || authority.Scheme == Uri.UriSchemeHttp
            ? address
            : throw new InvalidOperationException("The issuer's jwks_uri isn't https.");
    }

    private static partial class Log
    {
        private const string WhatFollows =
            "until there are some, callers are answered 503; those that are known stay in force.";

        [LoggerMessage(Level = LogLevel.Error,
            Message = "The issuer's signing keys can't be fetched ({Reason}); " + WhatFollows
                + " Check {Section} and the way to the issuer.")]
        public static partial void KeysUnknown(ILogger logger, string reason, string section);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The issuer publishes no signing key; " + WhatFollows + " Check {Section}.")]
        public static partial void NoKeys(ILogger logger, string section);
    }
}
