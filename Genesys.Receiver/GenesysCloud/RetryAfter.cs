using System.Globalization;
using System.Net.Http.Headers;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>Reads <c>Retry-After</c> (RFC 9110, 10.2.3): seconds, or a date.</summary>
internal static class RetryAfter
{
    /// <summary>The longest wait that an answer is granted; after it Genesys Cloud is worth a request again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>
    /// The wait that was asked for, at most <see cref="Longest"/>; null when none was, or one that isn't ahead.
    /// </summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="now">The present, for a date in an answer that doesn't say when it was made.</param>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (!headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var text = values.ToString().Trim();
        TimeSpan wait;
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            // More digits than fit say more than an hour too.
            wait = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds) : Longest;
        }
        else if (RetryConditionHeaderValue.TryParse(text, out var condition) && condition.Date is { } date)
        {
            // Both by the server's clock: this machine's may be wrong.
            wait = WallClock.Between(headers.Date ?? now, date);
        }
        else
        {
            return null;
        }

        return wait <= TimeSpan.Zero ? null : wait < Longest ? wait : Longest;
    }
}
