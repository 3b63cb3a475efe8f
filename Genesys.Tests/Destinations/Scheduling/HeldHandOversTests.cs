using Genesys.Receiver.Destinations.Scheduling;

namespace Genesys.Tests.Destinations.Scheduling;

/// <summary>What a pump holds when some of its leases are another receiver's.</summary>
public class HeldHandOversTests
{
    [Fact]
    public void OneThatWaitsAndIsAnothersNow_IsLetGo_AndOneThatIsOutStaysHeld()
    {
        var held = new HeldHandOvers();
        held.Add([.. Enumerable.Range(1, 3).Select(key => new AHandOver().Lease() with { Key = key })]);
        var isOut = held.TakeReady(1);

        held.Keep(held.All, new HashSet<long> { 3 });

        Assert.Equal([1, 3], held.All.Select(one => one.Key).Order());
        Assert.Equal(3, Assert.Single(held.TakeReady(10)).Key);
        held.Remove(isOut);
        Assert.Equal(1, held.Count);
    }
}
