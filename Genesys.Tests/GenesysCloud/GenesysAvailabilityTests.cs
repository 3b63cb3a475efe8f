using Genesys.Receiver.GenesysCloud;

namespace Genesys.Tests.GenesysCloud;

public sealed class GenesysAvailabilityTests : IDisposable
{
    private readonly ClientFixture _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void LongerPause_Wins()
    {
        _client.Availability.Paused(TimeSpan.FromSeconds(60));
        _client.Availability.Paused(TimeSpan.FromSeconds(5));

        _client.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((0, Reasons.RateLimit), Look());
        _client.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((20, null), Look());
    }

    private (int Most, string? Hold) Look()
    {
        var capacity = _client.Availability.Look(20);
        return (capacity.Most, capacity.Hold);
    }
}
