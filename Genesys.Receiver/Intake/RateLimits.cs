using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>
/// Token buckets over all callers, over each credential, and over strangers, who have one of their own: else whoever knocks without a key would use up
/// what belongs to those who have one. Each holds a second's worth. The limits can be changed while the service runs.
/// </summary>
public sealed class RateLimits : IDisposable
{
    private readonly IDisposable? _changes;
    private volatile Buckets _buckets;

    public RateLimits(IOptionsMonitor<IntakeOptions> options)
    {
        _buckets = new Buckets(options.CurrentValue.RateLimit, options.CurrentValue.RateLimitPerCredential);
        _changes = options.OnChange(changed => Change(changed.RateLimit, changed.RateLimitPerCredential));
    }

    /// <summary>Whether one more request with this credential fits.</summary>
    public bool TryTake(string credential) => _buckets.TryTake(credential);

    /// <summary>Whether one more request without a right credential fits.</summary>
    public bool TryTakeAsStranger() => _buckets.TryTakeAsStranger();

    public void Dispose()
    {
        _changes?.Dispose();
        _buckets.Dispose();
    }

    // A change of something else leaves the buckets as full as they are. The old ones aren't disposed: a request may be asking them.
    private void Change(int? all, int? each)
    {
        if (!_buckets.Have(all, each))
        {
            _buckets = new Buckets(all, each);
        }
    }

    private sealed class Buckets(int? all, int? each) : IDisposable
    {
        private readonly TokenBucketRateLimiter? _all = Bucket(all);
        private readonly TokenBucketRateLimiter? _strangers = Bucket(all);
        private readonly PartitionedRateLimiter<string>? _each = each is { } perSecond
            ? PartitionedRateLimiter.Create<string, string>(credential => RateLimitPartition.GetTokenBucketLimiter(credential, _ => Options(perSecond)))
            : null;

        public bool Have(int? ofAll, int? ofEach) => ofAll == all && ofEach == each;

        public bool TryTake(string credential) => IsTaken(_each?.AttemptAcquire(credential)) && IsTaken(_all?.AttemptAcquire());

        public bool TryTakeAsStranger() => IsTaken(_strangers?.AttemptAcquire());

        public void Dispose()
        {
            _all?.Dispose();
            _strangers?.Dispose();
            _each?.Dispose();
        }

        private static bool IsTaken(RateLimitLease? lease)
        {
            using (lease)
            {
                return lease?.IsAcquired ?? true;
            }
        }

        private static TokenBucketRateLimiter? Bucket(int? perSecond) => perSecond is { } limit ? new TokenBucketRateLimiter(Options(limit)) : null;

        private static TokenBucketRateLimiterOptions Options(int perSecond) => new()
        {
            TokenLimit = perSecond,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        };
    }
}
