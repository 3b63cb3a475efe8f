using System.Globalization;
using System.Net.Http.Headers;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>Reads <c>Retry-After</c> (RFC 9110, 10.2.3): seconds, or a date.</summary>
internal static class RetryAfter
{
    /// <summary>The wait that was asked for; null when none was, or one that isn't ahead.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (!headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var text = values.ToString().Trim();
        TimeSpan wait;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            wait = TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));
        }
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            wait = date - now;
        }
        else
        {
            return null;
        }

        return wait > TimeSpan.Zero ? wait : null;
    }
}
