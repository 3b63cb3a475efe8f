using System.Diagnostics.Metrics;

namespace Genesys.MockCloudWatch.Telemetry;

/// <summary>The mock's instruments.</summary>
internal sealed class MockMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Genesys.MockCloudWatch";

    private readonly Counter<long> _calls;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _evicted;

    public MockMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _calls = meter.CreateCounter<long>("mock.cloudwatch.calls", "{call}", "Calls by operation and error");
        _accepted = meter.CreateCounter<long>("mock.cloudwatch.events.accepted", "{event}", "Log events taken");
        _rejected = meter.CreateCounter<long>(
            "mock.cloudwatch.events.rejected", "{event}", "Log events refused as too old, too new or expired");
        _evicted = meter.CreateCounter<long>(
            "mock.cloudwatch.events.evicted", "{event}", "Log events removed to stay under Mock:MaxBytes");
    }

    public void CallAnswered(string operation, string error) => _calls.Add(
        1, new KeyValuePair<string, object?>("rpc.method", operation), new KeyValuePair<string,
        object?>("error.type", error));

    public void EventsAccepted(int count) => _accepted.Add(count);

    public void EventsRejected(int count) => _rejected.Add(count);

    public void EventsEvicted(int count) => _evicted.Add(count);
}
