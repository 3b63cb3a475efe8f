using Polly;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>What a round carries through the pipeline from one attempt to the next.</summary>
internal sealed class FetchRound(IFetchProgress progress, Uri address, string template)
{
    private static readonly ResiliencePropertyKey<FetchRound> Key = new("genesys.round");

    public IFetchProgress Progress { get; } = progress;

    public Uri Address { get; } = address;

    /// <summary>The address's path with its variable part named, for spans.</summary>
    public string Template { get; } = template;

    /// <summary>HTTP attempts made.</summary>
    public int Attempts { get; set; }

    /// <summary>Retries made because of failures; a 401's isn't among them.</summary>
    public int Retries { get; set; }

    /// <summary>A 401 was answered with a new token once.</summary>
    public bool RenewedToken { get; set; }

    /// <summary>The wait before the attempt at hand, and what it waited for; zero and null before the first.</summary>
    public TimeSpan RetryWait { get; set; }

    public string? RetryReason { get; set; }

    /// <summary>How long the attempt at hand waited for its turn.</summary>
    public TimeSpan PacingWait { get; set; }

    /// <summary>The last attempt that came to an outcome.</summary>
    public Attempt? Last { get; set; }

    public static FetchRound Of(ResilienceContext context) => context.Properties.GetValue(Key, null!);

    public void AttachTo(ResilienceContext context) => context.Properties.Set(Key, this);
}
