using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>Token buckets over all callers and over each credential; each holds a second's worth.</summary>
public sealed class RateLimits : IDisposable
{
    private readonly TokenBucketRateLimiter? _all;
    private readonly PartitionedRateLimiter<string>? _each;

    public RateLimits(IOptions<IntakeOptions> options)
    {
        _all = options.Value.RateLimit is { } all ? new TokenBucketRateLimiter(Bucket(all)) : null;
        _each = options.Value.RateLimitPerCredential is { } each
            ? PartitionedRateLimiter.Create<string, string>(credential => RateLimitPartition.GetTokenBucketLimiter(credential, _ => Bucket(each)))
            : null;
    }

    /// <summary>Whether one more request fits, whoever sent it.</summary>
    public bool TryTake()
    {
        if (_all is null)
        {
            return true;
        }

        using var lease = _all.AttemptAcquire();
        return lease.IsAcquired;
    }

    /// <summary>Whether one more request with this credential fits.</summary>
    public bool TryTake(string credential)
    {
        if (_each is null)
        {
            return true;
        }

        using var lease = _each.AttemptAcquire(credential);
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _all?.Dispose();
        _each?.Dispose();
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = perSecond,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
