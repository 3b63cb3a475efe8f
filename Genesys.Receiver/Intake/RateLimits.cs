using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>
/// Token buckets over each kind of callers and over each credential; each holds a second's worth. The limits can be
/// changed while the service runs.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    private readonly IDisposable? _changes;
    private volatile Buckets _buckets;

    public RateLimits(IOptionsMonitor<IntakeOptions> options)
    {
        _buckets = new Buckets(options.CurrentValue.RateLimit, options.CurrentValue.RateLimitPerCredential);
        _changes = options.OnChange(changed => Change(changed.RateLimit, changed.RateLimitPerCredential));
    }

    /// <summary>Whether one more request of this kind fits.</summary>
    public bool TryTake(CallerKind kind) => _buckets.TryTake(kind, 1);

    /// <summary>
    /// Whether so many more requests, or events, with this credential fit. An array of events counts as many as it
    /// holds.
    /// </summary>
    public bool TryTake(CallerKind kind, string credential, int count = 1) => _buckets.TryTake(kind, credential, count);

    public void Dispose()
    {
        _changes?.Dispose();
        _buckets.Dispose();
    }

    // A change of something else leaves the buckets as full as they are. The old ones aren't disposed: a request may be
    // asking them.
    private void Change(int? all, int? each)
    {
        if (!_buckets.Have(all, each))
        {
            _buckets = new Buckets(all, each);
        }
    }

    private sealed class Buckets(int? all, int? each) : IDisposable
    {
        private readonly TokenBucketRateLimiter?[] _all = [.. Enum.GetValues<CallerKind>().Select(_ => Bucket(all))];
        private readonly PartitionedRateLimiter<string>? _each = each is { } perSecond
            ? PartitionedRateLimiter.Create<string, string>(
                credential => RateLimitPartition.GetTokenBucketLimiter(credential, _ => Options(perSecond)))
            : null;

        public bool Have(int? ofAll, int? ofEach) => ofAll == all && ofEach == each;

        public bool TryTake(CallerKind kind, string credential, int count) =>
            (each is null || (count <= each && IsTaken(_each!.AttemptAcquire(credential, count))))
                && TryTake(kind, count);

        public bool TryTake(CallerKind kind, int count) =>
            all is null || (count <= all && IsTaken(_all[(int)kind]!.AttemptAcquire(count)));

        public void Dispose()
        {
            Array.ForEach(_all, bucket => bucket?.Dispose());
            _each?.Dispose();
        }

        private static bool IsTaken(RateLimitLease lease)
        {
            using (lease)
            {
                return lease.IsAcquired;
            }
        }

        private static TokenBucketRateLimiter? Bucket(int? perSecond) =>
            perSecond is { } limit ? new TokenBucketRateLimiter(Options(limit)) : null;

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
