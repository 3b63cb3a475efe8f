using System.Diagnostics;
using Polly;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>What one request carries through the pipeline from one HTTP attempt to the next.</summary>
internal sealed class FetchContext(IFetchProgress progress, Uri address, ApiResource resource, Activity? span)
{
    private static readonly HttpRequestOptionsKey<FetchContext> Key = new("genesys.fetch");

    public IFetchProgress Progress { get; } = progress;

    public Uri Address { get; } = address;

    public ApiResource Resource { get; } = resource;

    /// <summary>The fetch's span. Polly calls back on threads where it isn't the current one.</summary>
    public Activity? Span { get; } = span;

    /// <summary>
    /// True for what can wait: it goes when nothing else waits for its turn, see <see cref="PacingStrategy"/>.
    /// </summary>
    public bool IsBackground { get; init; }

    /// <summary>HTTP attempts made.</summary>
    public int Attempts { get; set; }

    /// <summary>Retries made because of failures; a 401's isn't among them.</summary>
    public int Retries { get; set; }

    /// <summary>A 401 was answered with a new token once.</summary>
    public bool RenewedToken { get; set; }

    /// <summary>The wait before the attempt at hand, and what it waited for; zero and null before the first.</summary>
    public TimeSpan RetryWait { get; set; }

    public string? RetryReason { get; set; }

    /// <summary>The reason of the attempt at hand if its time ends now: it says whose answer it waits for.</summary>
    public string TimeoutReason { get; set; } = Reasons.Timeout;

    /// <summary>The pacer's word for the attempt at hand.</summary>
    public PacedRequest PacedRequest { get; set; }

    /// <summary>How long the attempt at hand waited for its turn.</summary>
    public TimeSpan PacingWait { get; set; }

    /// <summary>How long it waited after that, until fewer attempts than allowed were under way.</summary>
    public TimeSpan ConcurrencyWait { get; set; }

    /// <summary>When its turn came, as a timestamp of the clock.</summary>
    public long AdmittedAt { get; set; }

    /// <summary>The HTTP attempts that have ended, oldest first.</summary>
    public List<FetchRequest> Requests { get; } = [];

    public static FetchContext Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var fetch) ? fetch
            : throw new InvalidOperationException("The request belongs to no fetch.");

    public static FetchContext Of(ResilienceContext context) =>
        Of(context.GetRequestMessage() ?? throw new InvalidOperationException("The pipeline runs without a request."));

    /// <summary>Keeps what came of the attempt at hand.</summary>
    public void Ended(HttpAttempt attempt, DateTimeOffset startedAt, TimeSpan took) => Requests.Add(new FetchRequest(
        startedAt, took, RetryWait + PacingWait + ConcurrencyWait, WaitedFor, attempt.StatusCode, attempt.Reason));

    private string? WaitedFor => (RetryWait, PacingWait, ConcurrencyWait) switch
    {
        var (retry, pacing, concurrency) when retry >= pacing && retry >= concurrency => RetryReason,
        var (_, pacing, concurrency) when pacing >= concurrency => Reasons.RateLimit,
        _ => Reasons.Concurrency,
    };

    public void AttachTo(HttpRequestMessage request) => request.Options.Set(Key, this);
}
