using Genesys.MockGenesys.Configuration;
using Genesys.MockGenesys.Determinism;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>
/// Counts each client's requests in windows of a minute. A window begins with the first request after the last one
/// ended.
/// </summary>
internal sealed class RequestWindows(MonotonicClock clock, IOptions<MockOptions> options)
{
    /// <summary>The highest limit that can be set.</summary>
    public const int MostPerMinute = 1_000_000;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (TimeSpan EndsAt, int Count)> _windows = new(StringComparer.Ordinal);
    private volatile int _requestsPerMinute = options.Value.RequestsPerMinute;

    /// <summary>Requests that a client may make in a window; a new value holds from the next request on.</summary>
    public int RequestsPerMinute
    {
        get => _requestsPerMinute;
        set => _requestsPerMinute = value;
    }

    /// <summary>Counts one request of <paramref name="clientId"/>.</summary>
    public RequestWindow Count(string clientId)
    {
        var now = clock.Now;
        lock (_gate)
        {
            if (!_windows.TryGetValue(clientId, out var window) || now >= window.EndsAt)
            {
                window = (now + Length, 0);
            }

            window.Count++;
            _windows[clientId] = window;
            return new RequestWindow(window.Count, _requestsPerMinute, (int)(window.EndsAt - now).TotalSeconds + 1);
        }
    }
}
