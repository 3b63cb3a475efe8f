using System.Globalization;
using System.Net.Http.Headers;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>The <c>inin-ratelimit-*</c> headers, which Genesys Cloud puts on every answer.</summary>
/// <param name="Count">Requests made in the window, all clients of these credentials together.</param>
/// <param name="Allowed">Requests that the window allows.</param>
/// <param name="Reset">Time until the next window.</param>
internal readonly record struct RateLimitReading(int Count, int Allowed, TimeSpan Reset)
{
    /// <summary>A window is a minute long; a reset beyond this is no reading.</summary>
    private const int MaxResetSeconds = 3_600;

    /// <summary>Null when a header is missing or isn't a number that makes sense.</summary>
    public static RateLimitReading? Read(HttpResponseHeaders headers) =>
        Number(headers, "inin-ratelimit-count") is { } count
        && Number(headers, "inin-ratelimit-allowed") is { } allowed and > 0
        && Number(headers, "inin-ratelimit-reset") is { } reset and <= MaxResetSeconds
            ? new RateLimitReading(count, allowed, TimeSpan.FromSeconds(reset))
            : null;

    private static int? Number(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values)
        && int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
